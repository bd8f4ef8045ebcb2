using System.Globalization;
using System.Text.Json;
using PublicServices.Kernel;
using PublicServices.Notices;

namespace PublicServices.Infra.Notices;

/// <summary>Development: keeps letters in a list that a page shows, instead of sending them.</summary>
public sealed class DevelopmentOutbox(NoticeChannelKind kind, IViewStore views) : INoticeChannel
{
    /// <summary>The list. Partition: the Vietnamese day; sort: channel and letter id.</summary>
    public const string View = "dev-outbox";

    public NoticeChannelKind Kind => kind;

    public async ValueTask<ChannelAnswer> SendAsync(NoticeLetter letter, CancellationToken cancellationToken)
    {
        var key = new ViewKey(View, Partition(letter.AskedAt.VietnamDate()), $"{letter.Id}/{kind}");
        await views.ApplyAsync(
            [new ViewChange(key, 1, JsonSerializer.SerializeToUtf8Bytes(letter, NoticesJson.Default.NoticeLetter))], cancellationToken);
        return ChannelAnswer.Sent;
    }

    /// <summary>The newest letters of a day first.</summary>
    public static async ValueTask<IReadOnlyList<NoticeLetter>> ReadAsync(
        IViewStore views, DateOnly day, int take, CancellationToken cancellationToken)
    {
        var page = await views.RangeAsync(new ViewRange(View, Partition(day), take, Descending: true), cancellationToken);
        return [.. page.Rows.Select(row => JsonSerializer.Deserialize(row.Body.Span, NoticesJson.Default.NoticeLetter)!)];
    }

    private static string Partition(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
