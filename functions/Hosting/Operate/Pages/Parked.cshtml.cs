using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Operate.Pages;

/// <summary>
/// Messages that were given up: why, what delivering one again would do, and dropping it. Operators see ids and reasons,
/// never what a message says about people.
/// </summary>
[Authorize(Roles = nameof(Role.Operator))]
public sealed partial class ParkedModel(IParkedMessages parked, ILogger<ParkedModel> logger) : ServicePage
{
    /// <summary>Messages on one page.</summary>
    public const int PageSize = 50;

    public IReadOnlyList<ParkedMessage> Messages { get; private set; } = [];

    public IReadOnlyList<QueueDepth> Depths { get; private set; } = [];

    /// <summary>The message being looked at before something is done to it.</summary>
    public ParkedMessage? Preview { get; private set; }

    /// <summary>Where the next page begins; null at the end.</summary>
    public long? Older => Messages.Count == PageSize ? Messages[^1].Id : null;

    public async Task<IActionResult> OnGetAsync(long? before, long? preview, CancellationToken cancellationToken)
    {
        Messages = await parked.ListAsync(before, PageSize, cancellationToken);
        Depths = await parked.DepthsAsync(cancellationToken);
        if (preview is not { } id) return Page();
        Preview = await parked.FindAsync(id, cancellationToken);
        return Preview is null ? Refusal(KernelProblems.NotFound) : Page();
    }

    public async Task<IActionResult> OnPostReplayAsync(long id, CancellationToken cancellationToken)
    {
        if (!await parked.ReplayAsync(id, cancellationToken)) return Refusal(KernelProblems.NotFound);
        Log.Replayed(logger, id, Me.Id);
        return Redirect("/operator?done=replay");
    }

    public async Task<IActionResult> OnPostDiscardAsync(long id, bool sure, CancellationToken cancellationToken)
    {
        if (!sure) return Redirect($"/operator?preview={id}");
        if (!await parked.DiscardAsync(id, cancellationToken)) return Refusal(KernelProblems.NotFound);
        Log.Discarded(logger, id, Me.Id);
        return Redirect("/operator?done=discard");
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Parked message {Id} was sent again by {Account}")]
        public static partial void Replayed(ILogger logger, long id, string account);

        [LoggerMessage(2, LogLevel.Warning, "Parked message {Id} was discarded by {Account}")]
        public static partial void Discarded(ILogger logger, long id, string account);
    }
}
