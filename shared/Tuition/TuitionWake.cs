using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>
/// What keeps bill runs and baskets moving, for a store that has its records and not the messages that were under way: the step a run
/// waits for, and the shares a basket passed on, which accounts count once.
/// </summary>
public static class TuitionWake
{
    public static IEnumerable<Outgoing> Of(Loaded<BillRun> loaded, DateTimeOffset now)
    {
        var run = loaded.State!;
        if (!run.IsUnderWay) yield break;
        yield return new Outgoing(TuitionMessages.BillRunStep.WriteNamed(
            Name(loaded.Id, run.Run, $"c{run.Chunk}"), loaded.Id, now, loaded.Id.Value, new BillRunStepV1(run.School, run.Period, run.Run, run.Chunk)));
    }

    /// <summary>A payment brought a basket exactly what it asked for; what was beyond it the payment tells itself.</summary>
    public static IEnumerable<Outgoing> Of(Loaded<Basket> loaded, DateTimeOffset now)
    {
        var (id, basket) = (loaded.Id, loaded.State!);
        foreach (var round in basket.PaidRounds)
        {
            var reference = TuitionIds.Payment(id, round).Value;
            foreach (var share in basket.Shares)
            {
                yield return new Outgoing(TuitionMessages.BillSharePaid.WriteNamed(
                    Name(id, round, $"p.{share.Code}"), share.Account, now, id.Value, new BillSharePaidV1(share.Account, share.Period, id, round, share.AmountVnd, now, reference)));
            }
        }

        foreach (var round in basket.ReturnedRounds)
        {
            foreach (var share in basket.Shares)
            {
                yield return new Outgoing(TuitionMessages.BillShareReturned.WriteNamed(
                    Name(id, round, $"q.{share.Code}"), share.Account, now, id.Value, new BillShareReturnedV1(share.Account, share.Period, id, round, share.AmountVnd, now)));
            }
        }
    }

    private static string Name(RecordId id, int round, string what) => string.Create(CultureInfo.InvariantCulture, $"{id.Value}.w{round}.{what}");
}
