using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>One line of a receipt.</summary>
public sealed record ReceiptLine(string Field, LocalText Label, string Text);

/// <summary>What was submitted and when, to be printed.</summary>
/// <param name="Number">Dossier code and the version that was filed.</param>
/// <param name="ArrivedAt">When the submission arrived.</param>
/// <param name="Lines">The form as it was filed.</param>
/// <param name="FormHash">SHA-256 of the lines, lower-case hex.</param>
/// <param name="Token">Signed; anybody can check it at <c>/verify/{token}</c>.</param>
public sealed record ReceiptView(
    string Number,
    string DossierCode,
    string Session,
    DateTimeOffset ArrivedAt,
    IReadOnlyList<ReceiptLine> Lines,
    string FormHash,
    string Token);

/// <summary>The receipt of the form as it stands.</summary>
public sealed class ReadReceipt(Registrations registrations, IReceiptSigner signer)
{
    public async ValueTask<Result<ReceiptView>> HandleAsync(RecordId id, Asked asked, CancellationToken cancellationToken)
    {
        var loaded = await registrations.LoadAsync(id, cancellationToken);
        if (Permissions.Refuses(asked.Caller, loaded.State) is { } refusal) return refusal;
        // A receipt goes to those who filed; officers read the registration itself, and that is recorded.
        if (!Permissions.MayEdit(asked.Caller, loaded.State!)) return KernelProblems.Forbidden;
        if (loaded.State is not { FiledAt: { } filedAt, FormHash: { } formHash, DossierCode: { } code } filed) return ExamProblems.NotSubmittedYet;

        var token = signer.Sign(Receipt.For(code, filed.FiledVersion, filedAt, Convert.FromHexString(formHash)));
        return new ReceiptView(
            string.Create(CultureInfo.InvariantCulture, $"{code}-v{filed.FiledVersion}"),
            code,
            filed.Session,
            filedAt,
            [.. Lines(filed.Form)],
            formHash,
            token);
    }

    private static IEnumerable<ReceiptLine> Lines(RegistrationForm form) =>
        from field in FormFields.All
        let text = field.Text(form)
        where !string.IsNullOrEmpty(text)
        select new ReceiptLine(field.Name, field.Label, text);
}
