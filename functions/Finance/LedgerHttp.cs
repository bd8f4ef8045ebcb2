using PublicServices.Finance;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Finance;

/// <summary>What finance officers and operators read of the ledger.</summary>
internal static class LedgerHttp
{
    /// <summary>Days shown when nobody says which.</summary>
    private const int DefaultDays = 31;

    public static async Task<IResult> TrialAsync(
        DateOnly? from, DateOnly? to, HttpContext context, ReadLedger operation, CancellationToken cancellationToken)
    {
        var today = context.ArrivedAt().VietnamDate();
        return Answers.From(
            await operation.TrialAsync(from ?? to ?? today, to ?? today, context.Caller(), cancellationToken), FinanceJson.Default.TrialBalance);
    }

    public static async Task<IResult> DaysAsync(
        string account, DateOnly? from, DateOnly? to, HttpContext context, ReadLedger operation, CancellationToken cancellationToken)
    {
        var last = to ?? context.ArrivedAt().VietnamDate();
        var first = last.DayNumber < DefaultDays ? DateOnly.MinValue : last.AddDays(-DefaultDays);
        return Answers.From(
            await operation.DaysAsync(account, from ?? first, last, context.Caller(), cancellationToken), FinanceJson.Default.AccountDays);
    }

    public static async Task<IResult> LinesAsync(
        string account, DateOnly day, string? continuation, HttpContext context, ReadLedger operation, CancellationToken cancellationToken) =>
        Answers.From(await operation.LinesAsync(account, day, continuation, context.Caller(), cancellationToken), FinanceJson.Default.AccountLines);
}
