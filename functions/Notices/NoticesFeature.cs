using PublicServices.Contracts;
using PublicServices.Functions.Hosting;
using PublicServices.Functions.Hosting.Describe;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Infra.Notices;
using PublicServices.Kernel;
using PublicServices.Notices;

namespace PublicServices.Functions.Notices;

/// <summary>The notices feature: tells people things, once, by e-mail or SMS.</summary>
public static class NoticesFeature
{
    /// <summary>The feature's subscription.</summary>
    public const string Consumer = "notices";

    /// <summary>Notices told at once: as many connections as one mail or SMS server is asked to take.</summary>
    private const int Concurrency = 32;

    public static void Register(IServiceCollection services, Triggers triggers)
    {
        services.AddSingleton(provider => provider.GetRequiredService<IConfiguration>().GetSection("Notices").Get<NoticeOptions>() ?? new NoticeOptions());
        services.AddSingleton<IReadOnlyList<INoticeChannel>>(provider => [.. Channels(provider)]);
        services.AddSingleton(provider => new Postman(
            provider.GetRequiredService<IReadOnlyList<INoticeChannel>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SendNotice>();
        services.AddSingleton<ListUnsentNotices>();

        triggers.On<NoticeRequestedV1, SendNotice>(Consumer, NoticeContracts.NoticeRequested, send => send.HandleAsync);
        triggers.On<NoticeDueV1, SendNotice>(Consumer, NoticeMessages.NoticeDue, send => send.HandleAsync);
        triggers.Concurrency(Consumer, Concurrency);
        triggers.Project("notices-views", NoticeMessages.NoticeUnsent, ListUnsentNotices.Project);
        triggers.Kind(Notice.Kind, () => NoticesJson.Default.Notice, wake: NoticeWake.Of);
        triggers.Http("GET", "/api/notices/unsent/{day}", Access.SignedIn, UnsentAsync)
            .Says("Notices", "A day's notices that could not be sent.")
            .Answers(() => NoticesJson.Default.UnsentNotices);
    }

    /// <summary>In Development what is not configured goes to the outbox page; elsewhere it is not there, and notices that need it fail visibly.</summary>
    private static IEnumerable<INoticeChannel> Channels(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<NoticeOptions>();
        var isDevelopment = provider.GetRequiredService<IHostEnvironment>().IsDevelopment();
        var views = provider.GetRequiredService<IViewStore>();
        if (options.Smtp is { } smtp) yield return new SmtpChannel(smtp);
        else if (isDevelopment) yield return new DevelopmentOutbox(NoticeChannelKind.Email, views);
        if (options.Sms is { } sms) yield return new HttpSmsChannel(sms);
        else if (isDevelopment) yield return new DevelopmentOutbox(NoticeChannelKind.Sms, views);
    }

    private static async Task<IResult> UnsentAsync(
        DateOnly day, string? after, HttpContext context, ListUnsentNotices list, CancellationToken cancellationToken) =>
        Answers.From(await list.HandleAsync(day, after, context.Caller(), cancellationToken), NoticesJson.Default.UnsentNotices);
}
