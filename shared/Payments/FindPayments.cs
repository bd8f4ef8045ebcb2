using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>A payment somebody searched for: money, not forms.</summary>
/// <param name="Unit">Whose income it is; empty for nobody's in particular.</param>
public sealed record FoundPayment(
    RecordId Payment, string Service, string DossierCode, PaymentStatus Status, Money Amount, DateTimeOffset? SettledAt, string Unit);

/// <summary>What a search found.</summary>
public sealed record FoundPayments(IReadOnlyList<FoundPayment> Payments)
{
    private static readonly LocalText[] Header =
    [
        new("Thanh toán", "Payment"), new("Dịch vụ", "Service"), new("Mã hồ sơ hoặc hóa đơn", "Dossier or bill"), new("Tình trạng", "Status"),
        new("Số tiền", "Amount"), new("Loại tiền", "Currency"), new("Nhận lúc (UTC)", "Received at (UTC)"),
        new("Nhận lúc (giờ Việt Nam)", "Received at (Vietnam time)"), new("Đơn vị thu", "Unit"),
    ];

    /// <summary>Amounts in the smallest unit of their currency.</summary>
    public ExportTable ToTable(string language) => new(
        "payments",
        [.. Header.Select(title => title.In(language))],
        [.. Payments.Select(found => (object[])[
            found.Payment.Value, found.Service, found.DossierCode, found.Status.ToString(), found.Amount.MinorUnits, found.Amount.Currency,
            .. found.SettledAt is { } at ? ExportTable.Times(at) : ["", ""], found.Unit])]);
}

/// <summary>
/// Officers find payments by a dossier or bill code, by a gateway's reference, by a transfer's memo, or by a payment's own id.
/// Finance officers find all; schools and Departments those of their own units.
/// </summary>
public sealed class FindPayments(PaymentBook book, IViewStore views)
{
    /// <summary>The most a search answers with.</summary>
    public const int MaxFound = 20;

    private const int MinLength = 3;

    /// <returns>What was found, perhaps nothing; or <c>PS-004</c>, <c>PAY-030</c> when there is nothing to search by.</returns>
    public async ValueTask<Result<FoundPayments>> HandleAsync(string? query, Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Role is not (Role.Finance or Role.School or Role.Department)) return KernelProblems.Forbidden;
        if (query?.Trim() is not { Length: >= MinLength and <= PaymentLimits.MaxReferenceLength } text) return PaymentProblems.ReferenceMissing;
        var found = new List<FoundPayment>();
        foreach (var id in (await IdsAsync(text, cancellationToken)).Distinct().Take(MaxFound))
        {
            if ((await book.LoadAsync(id, cancellationToken)).State is not { } payment || !Sees(caller, payment)) continue;
            found.Add(new FoundPayment(
                payment.Id, payment.Service, payment.DossierCode, payment.Status, payment.Amount, payment.SettledAt, payment.Unit ?? ""));
        }

        return new FoundPayments(found);
    }

    private async ValueTask<List<RecordId>> IdsAsync(string text, CancellationToken cancellationToken)
    {
        var ids = new List<RecordId>();
        var lower = text.ToLowerInvariant();
        if (AttemptId.TryParse(lower, out var attempt)) ids.Add(attempt.Payment);
        else if (RecordId.TryParse(lower, PaymentLimits.Kind, out var payment)) ids.Add(payment);
        if (TransferMemo.TryRead(text, out var memo))
        {
            foreach (var row in await RowsAsync(PaymentViews.ByMemo, memo, cancellationToken))
            {
                if (AttemptId.TryParse(row.Sort, out attempt)) ids.Add(attempt.Payment);
            }
        }

        foreach (var view in (string[])[PaymentViews.ByReference, PaymentViews.ByCode])
        {
            foreach (var row in await RowsAsync(view, PaymentViews.PartitionOf(text), cancellationToken))
            {
                if (RecordId.TryParse(row.Sort, PaymentLimits.Kind, out var payment)) ids.Add(payment);
            }
        }

        return ids;
    }

    private async ValueTask<IReadOnlyList<ViewRow>> RowsAsync(string view, string partition, CancellationToken cancellationToken) =>
        (await views.RangeAsync(new ViewRange(view, partition, Take: MaxFound), cancellationToken)).Rows;

    private static bool Sees(Caller caller, Payment payment) => caller.Role switch
    {
        Role.Finance => true,
        Role.School => caller.Unit is { Length: > 0 } && caller.Unit == payment.Unit,
        _ => caller.Unit is { Length: 2 } department && payment.Unit?.StartsWith(department, StringComparison.Ordinal) == true,
    };
}
