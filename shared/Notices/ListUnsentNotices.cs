using System.Globalization;
using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Notices;

/// <summary>A page of notices that did not go out.</summary>
public sealed record UnsentNotices(IReadOnlyList<NoticeUnsentV1> Notices, string? Continuation);

/// <summary>Lists a day's notices that did not go out, with the reasons and without the people.</summary>
public sealed class ListUnsentNotices(IViewStore views)
{
    /// <summary>The list. Partition: the Vietnamese day they were asked for; sort: the letter's id.</summary>
    public const string View = "notices-unsent";

    /// <summary>Most notices a page.</summary>
    public const int PageSize = 200;

    public async ValueTask<Result<UnsentNotices>> HandleAsync(
        DateOnly day, string? continuation, Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Role is not (Role.Operator or Role.Ministry)) return KernelProblems.Forbidden;
        var page = await views.RangeAsync(new ViewRange(View, Partition(day), PageSize, Continuation: continuation), cancellationToken)
            .ConfigureAwait(false);
        return new UnsentNotices(
            [.. page.Rows.Select(row => JsonSerializer.Deserialize(row.Body.Span, NoticesJson.Default.NoticeUnsentV1)!)], page.Continuation);
    }

    /// <summary>Rows that follow from a notice that did not go out, or did after all.</summary>
    public static IEnumerable<ViewChange> Project(NoticeUnsentV1 unsent)
    {
        ReadOnlyMemory<byte>? row = null;
        if (unsent.Status != NoticeStatus.Sent) row = JsonSerializer.SerializeToUtf8Bytes(unsent, NoticesJson.Default.NoticeUnsentV1);
        yield return new ViewChange(new ViewKey(View, Partition(unsent.AskedAt.VietnamDate()), unsent.LetterId), unsent.RecordVersion, row);
    }

    private static string Partition(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
