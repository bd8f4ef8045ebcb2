using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Shows a day as it would be closed now; nothing is sealed.</summary>
public sealed class PreviewDay(DayReport report, CloseDay closes)
{
    /// <returns>The picture; or <c>PS-004</c>, <c>FIN-022</c> a day that cannot be.</returns>
    public async ValueTask<Result<DayPicture>> HandleAsync(DateOnly day, Caller caller, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller, day) is { } refused) return refused;
        var before = await closes.ReadAsync(day.AddDays(-1), cancellationToken);
        return await report.OfAsync(day, before?.Close.Balances ?? [], cancellationToken);
    }
}
