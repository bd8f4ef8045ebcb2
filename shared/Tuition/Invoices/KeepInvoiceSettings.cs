using System.Text.RegularExpressions;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>What a school's invoices say about it, and the symbols they go under.</summary>
public sealed partial class KeepInvoiceSettings(InvoiceBooks books, Catalogues catalogues)
{
    /// <summary>Longest names and addresses of the tax authority's format.</summary>
    public const int MaxTextLength = 400;

    private const int MaxPhoneLength = 20;
    private const int MaxEmailLength = 50;
    private const int MaxAccountLength = 30;

    /// <returns>The settings; <c>PS-004</c> for those who see no money of the school, <c>INVOICE-001</c> while there are none.</returns>
    public async ValueTask<Result<InvoiceSettings>> ReadAsync(string school, Asked asked, CancellationToken cancellationToken)
    {
        if (!TuitionPermissions.SeesMoneyOf(asked.Caller, school)) return KernelProblems.Forbidden;
        if (!TuitionIds.IsSchool(school)) return KernelProblems.NotFound;
        return (await books.LoadAsync(school, cancellationToken)).State?.Settings is { } settings ? settings : InvoiceProblems.NoSettings;
    }

    /// <summary>Changes them for invoices to come; those that were issued keep what they say. Without a name it is the one of the price notice.</summary>
    /// <returns>The settings; <c>PS-004</c> for others than the school's officers, <c>TUITION-001</c> with every field that is wrong.</returns>
    public async ValueTask<Result<InvoiceSettings>> SaveAsync(string school, InvoiceSettings settings, Asked asked, CancellationToken cancellationToken)
    {
        if (!TuitionPermissions.RunsBillsOf(asked.Caller, school)) return KernelProblems.Forbidden;
        if (string.IsNullOrWhiteSpace(settings.Name)) settings = settings with { Name = (await catalogues.FindAsync(school, cancellationToken))?.Name.Vi ?? "" };
        if (!Check(settings).Succeeded(out var sound, out var wrong)) return wrong;
        var result = await books.ChangeAsync(
            school,
            asked.Cause,
            (loaded, stem) =>
            {
                var book = (loaded.State ?? new InvoiceBook(school, null, [], null)) with { Settings = sound };
                Result<Change<InvoiceBook>?> change = new InvoicePosting(book, sound, asked, stem).Close("invoice-settings");
                return ValueTask.FromResult(change);
            },
            cancellationToken);
        return result.Succeeded(out var changed, out var problem) ? changed.State!.Settings! : problem;
    }

    private static Result<InvoiceSettings> Check(InvoiceSettings settings)
    {
        var faults = new List<FieldProblem>();
        var sound = settings with
        {
            Name = Text("name", settings.Name, MaxTextLength, isNeeded: true) ?? "",
            Address = Text("address", settings.Address, MaxTextLength, isNeeded: true) ?? "",
            Phone = Text("phone", settings.Phone, MaxPhoneLength),
            Email = Text("email", settings.Email, MaxEmailLength),
            BankAccount = Text("bankAccount", settings.BankAccount, MaxAccountLength),
            BankName = Text("bankName", settings.BankName, MaxTextLength),
            Series = settings.Series.Trim().ToUpperInvariant(),
        };
        if (!TaxCode.TryParse(settings.TaxCode, out var taxCode)) faults.Add(TuitionProblems.NotRight("taxCode", "mã số thuế", "a tax code"));
        if (settings.Form is not (1 or 2)) faults.Add(TuitionProblems.NotRight("form", "1 hoặc 2", "1 or 2"));
        if (!SeriesForm().IsMatch(sound.Series)) faults.Add(TuitionProblems.NotRight("series", "sáu ký tự như C26TAA", "six characters such as C26TAA"));
        return faults.Count > 0 ? TuitionProblems.NotValid(faults) : sound with { TaxCode = taxCode! };

        string? Text(string field, string? text, int maxLength, bool isNeeded = false) => InvoiceText.Read(field, text, maxLength, isNeeded, faults);
    }

    /// <summary>Letters of a series are those of the Vietnamese alphabet without marks (Circular 78/2021/TT-BTC, Art. 4).</summary>
    [GeneratedRegex("^[CK][0-9]{2}[TDLMNBGHX][ABCDEGHKLMNPQRSTUVXY]{2}$")]
    private static partial Regex SeriesForm();
}

/// <summary>Text that goes onto invoices.</summary>
internal static class InvoiceText
{
    /// <summary>The text without the spaces around it; null when it is empty. What cannot stand in an invoice file is a fault.</summary>
    public static string? Read(string field, string? text, int maxLength, bool isNeeded, List<FieldProblem> faults)
    {
        var trimmed = text?.Trim() ?? "";
        if (trimmed.Length == 0 && isNeeded) faults.Add(TuitionProblems.Required(field));
        if (trimmed.Length > maxLength) faults.Add(TuitionProblems.NotRight(field, "quá dài", "too long"));
        if (!UnicodeText.IsSound(trimmed) || trimmed.Any(char.IsControl)) faults.Add(TuitionProblems.NotRight(field, "có ký tự không dùng được", "it holds characters that cannot be used"));
        return trimmed.Length == 0 ? null : trimmed;
    }
}
