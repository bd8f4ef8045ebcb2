using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Infra.Statements;

/// <summary>
/// Finds a line that is there twice. Two payers may send the same sum on one day, so lines without a reference are the same only when
/// the balance after them is the same too, which cannot be.
/// </summary>
internal static class DuplicateLines
{
    public static Problem? Find(IReadOnlyList<StatementLine> lines)
    {
        var seen = new Dictionary<Key, int>(lines.Count);
        foreach (var line in lines)
        {
            if (line.Reference.Length == 0 && line.BalanceAfter is null) continue;
            // One reference may have several lines of different kinds or amounts: a charge and its refund, parts of a transfer.
            var key = new Key(line.Reference, line.Order, line.Kind, line.Amount.MinorUnits, line.Day, line.BalanceAfter, line.Reference.Length == 0 ? line.Memo : "");
            if (!seen.TryAdd(key, line.Number)) return StatementProblems.DuplicateLine(line.Number, seen[key]);
        }

        return null;
    }

    private readonly record struct Key(
        string Reference, string Order, LineKind Kind, long Amount, DateOnly Day, long? Balance, string Memo);
}
