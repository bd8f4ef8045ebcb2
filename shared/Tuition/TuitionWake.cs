using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>What keeps a bill run moving, for a store that has its records and not the messages that were under way: the step it waits for.</summary>
public static class TuitionWake
{
    public static IEnumerable<Outgoing> Of(Loaded<BillRun> loaded, DateTimeOffset now)
    {
        var run = loaded.State!;
        if (!run.IsUnderWay) yield break;
        yield return new Outgoing(TuitionMessages.BillRunStep.WriteNamed(
            string.Create(CultureInfo.InvariantCulture, $"{loaded.Id.Value}.w{run.Run}.c{run.Chunk}"), loaded.Id, now, loaded.Id.Value, new BillRunStepV1(run.School, run.Period, run.Run, run.Chunk)));
    }
}
