using System.Buffers;
using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>How the feature's records are named.</summary>
public static class TuitionIds
{
    public const string AccountKind = "sta";
    public const string BasketKind = "tbk";
    public const string RunKind = "brun";
    public const string CatalogueKind = "fees";
    public const string BenefitsKind = "tben";
    public const string ReminderKind = "trem";
    public const string InvoicesKind = "einv";

    /// <summary>Longest pupil code.</summary>
    public const int MaxStudentLength = 20;

    private static readonly SearchValues<char> StudentCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    /// <summary>
    /// A pupil's account at one school: its bills stand in it by period, so a bill's id derives from school, period and pupil. The
    /// pupil's code stays inside: who holds an id learns nothing, and nobody can guess one.
    /// </summary>
    public static RecordId Account(KeyedHash hash, string school, string student) =>
        new($"{AccountKind}-{hash.Of("tuition-account", school, student)}");

    /// <summary>A pupil's benefits, the same wherever they study: one benefit in one place is seen in one record.</summary>
    public static RecordId Benefits(KeyedHash hash, string student) => new($"{BenefitsKind}-{hash.Of("tuition-benefits", student)}");

    public static RecordId Catalogue(string school) => new($"{CatalogueKind}-{school}");

    public static RecordId Run(string school, string period) => new($"{RunKind}-{school}-{period}");

    public static RecordId Reminder(string school, string period) => new($"{ReminderKind}-{school}-{period}");

    /// <summary>A school's invoices and their numbers.</summary>
    public static RecordId InvoiceBook(string school) => new($"{InvoicesKind}-{school}");

    /// <summary>The payment of a basket; asking again after a lapse is a new payment.</summary>
    public static RecordId Payment(RecordId basket, int round) =>
        new(string.Create(CultureInfo.InvariantCulture, $"pay-{basket.Value}{(round == 1 ? "" : $"-{round}")}"));

    /// <summary>What people and bank memos call a bill: letters and digits that no other bill shares.</summary>
    public static string BillCode(RecordId account, string period, int revision)
    {
        const int HashChars = 10;
        var tail = account.Value.AsSpan(account.Value.Length - HashChars);
        return string.Create(
            CultureInfo.InvariantCulture, $"HP{period.Replace("-", "", StringComparison.Ordinal)}-{tail}-{revision}").ToUpperInvariant();
    }

    /// <summary>True for a pupil's code as schools write it: upper-case letters, digits and dashes.</summary>
    public static bool IsStudent(string? code) =>
        code is { Length: > 2 and <= MaxStudentLength } && !code.AsSpan().ContainsAnyExcept(StudentCharacters);

    /// <summary>True for a school's unit code: two digits, a dash, three digits.</summary>
    public static bool IsSchool(string? code) =>
        code is { Length: 6 } && code[2] == '-'
        && !code.AsSpan(0, 2).ContainsAnyExceptInRange('0', '9') && !code.AsSpan(3).ContainsAnyExceptInRange('0', '9');
}

/// <summary>One bill: the account it stands in, and its period. Written <c>account.period</c>.</summary>
public readonly record struct BillId(RecordId Account, string Period)
{
    public static bool TryParse(string? text, out BillId id)
    {
        id = default;
        if (text?.IndexOf('.', StringComparison.Ordinal) is not (> 0 and var dot)) return false;
        if (!RecordId.TryParse(text[..dot], TuitionIds.AccountKind, out var account)) return false;
        if (!BillingPeriod.TryParse(text[(dot + 1)..], out var period)) return false;
        id = new BillId(account, period.Code);
        return true;
    }

    public override string ToString() => $"{Account.Value}.{Period}";
}
