using System.Text;
using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>A bill as whoever holds its link sees it; the pupil's name in full, class and code only for those who may see the account.</summary>
/// <param name="IsSeen">True for the family and officers.</param>
/// <param name="PayableNowVnd">What is due next; equal to what is owed without instalments.</param>
/// <param name="Student">Empty for strangers.</param>
public sealed record BillView(
    string Id, RecordId Account, string School, LocalText SchoolName, string Name, string Student, string Class, bool IsSeen, Bill Bill,
    long TotalVnd, long OwedVnd, long PayableNowVnd, DateOnly? NextDue);

/// <summary>A page of an account's statement, oldest first.</summary>
public sealed record Statement(
    RecordId Account, string School, string Name, string Class, long OwedVnd, long CreditVnd, long ReceivedVnd, long ReturnedVnd,
    IReadOnlyList<StatementEntry> Entries, string? Continuation)
{
    private static readonly LocalText[] Header =
    [
        new("Số", "Number"), new("Lúc (UTC)", "At (UTC)"), new("Lúc (giờ Việt Nam)", "At (Vietnam time)"), new("Loại", "Kind"), new("Hóa đơn", "Bill"),
        new("Kỳ thu", "Period"), new("Số tiền (đồng)", "Amount (VND)"), new("Ghi chú", "Note"), new("Còn nợ (đồng)", "Owed after (VND)"),
        new("Tiền dư (đồng)", "Credit after (VND)"),
    ];

    public ExportTable ToTable(string language) => new(
        $"statement-{School}",
        [.. Header.Select(title => title.In(language))],
        [.. Entries.Select(entry => (object[])[
            (long)entry.Number, .. ExportTable.Times(entry.At), entry.Kind.ToString(), entry.Bill, entry.Period, entry.AmountVnd, entry.Note ?? "",
            entry.OwedVnd, entry.CreditVnd])]);
}

/// <summary>Reads bills and statements.</summary>
public sealed class ReadBills(StudentAccounts accounts, Catalogues catalogues, IRecordStore store)
{
    /// <summary>The most lines of a statement in one file.</summary>
    public const int MaxStatement = 5_000;

    private const int StatementPage = 200;

    /// <param name="asked">Null for somebody who only holds the link.</param>
    public async ValueTask<Result<BillView>> BillAsync(BillId id, Asked? asked, DateOnly today, CancellationToken cancellationToken)
    {
        var loaded = await accounts.LoadAsync(id.Account, cancellationToken);
        if (loaded.State is not { } account || account.Latest(id.Period) is not { } bill) return KernelProblems.NotFound;
        var seen = asked is not null && TuitionPermissions.Refuses(asked.Caller, account) is null;
        if (seen && asked!.Caller.Role is not Role.Family) await accounts.NoteReadAsync(loaded, asked, cancellationToken);
        var school = (await catalogues.FindAsync(account.School, cancellationToken))?.Name ?? new LocalText(account.School, account.School);
        return new BillView(
            id.ToString(), id.Account, account.School, school, seen ? account.Name : Mask(account.Name), seen ? account.Student : "",
            seen ? account.Class : "", seen, bill, bill.TotalVnd, bill.OwedVnd, bill.PayableNowVnd(today), bill.NextDue());
    }

    /// <summary>Everything that was billed, paid, credited and returned; what is owed and what is credit now.</summary>
    public async ValueTask<Result<Statement>> StatementAsync(RecordId id, string? continuation, Asked asked, CancellationToken cancellationToken)
    {
        var loaded = await accounts.LoadAsync(id, cancellationToken);
        if (TuitionPermissions.Refuses(asked.Caller, loaded.State) is { } refusal) return refusal;
        var after = continuation is { Length: > 0 and < 20 } ? StatementEntry.Prefix + continuation : null;
        var documents = await store.ListDocumentsAsync(id, StatementEntry.Prefix, after, StatementPage, cancellationToken);
        if (asked.Caller.Role is not Role.Family) await accounts.NoteReadAsync(loaded, asked, cancellationToken);
        var account = loaded.State!;
        return new Statement(
            id, account.School, account.Name, account.Class, account.OwedVnd, account.CreditVnd, account.ReceivedVnd, account.ReturnedVnd,
            [.. documents.Select(document => JsonSerializer.Deserialize(document.Body.Span, TuitionJson.Default.StatementEntry)!)],
            documents.Count == StatementPage ? documents[^1].Id[StatementEntry.Prefix.Length..] : null);
    }

    /// <summary>The same on one page, for a file.</summary>
    /// <returns>The statement; <c>PS-003</c> or <c>PS-004</c> for strangers, <c>TUITION-018</c> when it is longer than a file takes.</returns>
    public async ValueTask<Result<Statement>> WholeStatementAsync(RecordId id, Asked asked, CancellationToken cancellationToken)
    {
        if (!(await StatementAsync(id, null, asked, cancellationToken)).Succeeded(out var whole, out var problem)) return problem;
        while (whole.Continuation is { } continuation)
        {
            if (whole.Entries.Count >= MaxStatement) return TuitionProblems.TooMany;
            if (!(await StatementAsync(id, continuation, asked, cancellationToken)).Succeeded(out var next, out problem)) return problem;
            whole = next with { Entries = [.. whole.Entries, .. next.Entries] };
        }

        return whole;
    }

    /// <summary>The given name, which comes last in Vietnamese, and the initials of the others.</summary>
    internal static string Mask(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0) return "";
        var masked = new StringBuilder();
        foreach (var word in words[..^1]) masked.Append(word.EnumerateRunes().First()).Append(". ");
        return words.Length == 1 ? $"{words[0].EnumerateRunes().First()}." : masked.Append(words[^1]).ToString();
    }
}
