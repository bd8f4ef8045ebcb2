using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Refuses a statement with lines of days to come: nobody has booked them, and they would be outside of every close until then.</summary>
internal static class LinesToCome
{
    /// <summary>A bank's clock is not ours.</summary>
    private const int BankDaysAhead = 1;

    /// <summary>A gateway may give its lines the day on which it will pay them out, after the holidays of Tết at the latest.</summary>
    private const int GatewayDaysAhead = 31;

    /// <returns><c>FIN-114</c> with the first of them; null when there is none.</returns>
    public static Problem? Refuse(Statement statement, StatementSource source, DateOnly today)
    {
        var last = today.AddDays(source.IsBank ? BankDaysAhead : GatewayDaysAhead);
        return statement.Lines.FirstOrDefault(line => line.Day > last) is { } early ? StatementProblems.InTheFuture(early.Number, early.Day) : null;
    }
}
