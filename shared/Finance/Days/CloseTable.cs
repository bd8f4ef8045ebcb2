using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>A close as a table that people open: one row for each figure, the signature last. Whoever writes it protects against formulas.</summary>
public static class CloseTable
{
    /// <summary>The header and the rows, all of one width. Times are given as UTC and as local time.</summary>
    public static IEnumerable<string[]> Rows(SignedClose signed)
    {
        var close = signed.Close;
        yield return ["section", "of", "item", "currency", "ours or debit", "theirs or credit", "drift or balance", "note"];
        yield return ["day", LedgerViews.DayOf(close.Day), "closed at (UTC)", "", close.ClosedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), "", "", ""];
        yield return ["day", LedgerViews.DayOf(close.Day), "closed at (UTC+7)", "", close.ClosedAt.InVietnam().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), "", "", ""];
        yield return ["day", LedgerViews.DayOf(close.Day), "closed by", "", close.Maker, close.Checker ?? "", "", ""];
        foreach (var total in close.Totals)
            yield return ["control total", total.Of, total.What, total.Currency, Number(total.Ours), Number(total.Theirs), Number(total.Drift), ""];
        foreach (var balance in close.Balances)
            yield return ["balance", balance.Account, "", balance.Currency, Number(balance.Debit), Number(balance.Credit), Number(balance.Balance), ""];
        foreach (var age in close.Ages)
        {
            var upTo = age.UpToDays == int.MaxValue ? "older" : string.Create(CultureInfo.InvariantCulture, $"up to {age.UpToDays} days");
            yield return ["ageing", age.Source, upTo, age.Currency, Number(age.Count), "", Number(age.Amount), ""];
        }

        foreach (var difference in close.Differences)
            yield return ["difference", difference.Of, difference.Kind, difference.Amount.Currency, "", "", Number(difference.Amount.MinorUnits), $"{difference.Record} {difference.Note}".Trim()];
        yield return ["chain", "", "previous", "", close.Previous, "", "", ""];
        yield return ["chain", "", "hash", "", signed.Hash, "", "", ""];
        yield return ["chain", "", "signature", "", signed.Signature, "", "", ""];
    }

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
