using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>A page of the officers' queue.</summary>
/// <param name="Continuation">Hand it back for the next page; null at the end.</param>
public sealed record CaseList(IReadOnlyList<CaseRow> Cases, string? Continuation);

/// <summary>A finance officer reads the queue of cases, oldest first.</summary>
public sealed class ListCases(IViewStore views)
{
    /// <summary>Rows in a page.</summary>
    public const int PageSize = 50;

    /// <returns>A page; or <c>PS-004</c>.</returns>
    public async ValueTask<Result<CaseList>> HandleAsync(
        bool closed, string? continuation, Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Role != Role.Finance) return KernelProblems.Forbidden;
        var partition = closed ? PaymentViews.ClosedCases : PaymentViews.OpenCases;
        var page = await views.RangeAsync(
            new ViewRange(PaymentViews.Cases, partition, PageSize, Continuation: continuation, Descending: closed), cancellationToken);
        return new CaseList(
            [.. page.Rows.Select(row => JsonSerializer.Deserialize(row.Body.Span, PaymentsJson.Default.CaseRow)!)], page.Continuation);
    }
}
