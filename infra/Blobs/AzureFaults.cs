using Azure;
using Azure.Identity;
using PublicServices.Kernel;

namespace PublicServices.Infra.Blobs;

/// <summary>Tells faults of the storage service that pass by themselves from those that somebody has to mend.</summary>
internal static class AzureFaults
{
    /// <summary>When to try again after the service could not be asked, or asked for a pause and did not say how long.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private const int NoAnswer = 0;

    /// <summary>The engine is busy, when that is what happened; null for every other fault.</summary>
    public static EngineBusyException? Busy(Exception exception) => exception switch
    {
        // Several attempts ended in several faults; one that cannot pass is what must be seen.
        AggregateException { InnerExceptions: { Count: > 0 } all } => all.All(inner => Busy(inner) is not null) ? Busy(all[^1]) : null,
        RequestFailedException { Status: NoAnswer or 408 or 429 or >= 500 } failed =>
            new EngineBusyException($"Blob storage: {failed.Status} {failed.ErrorCode}", Pause(failed)),
        CredentialUnavailableException or AuthenticationFailedException => new EngineBusyException("Blob storage: the identity could not be asked for a token.", RetryAfter),
        // The client's own time limit of one attempt.
        TaskCanceledException { InnerException: TimeoutException } => new EngineBusyException("Blob storage did not answer in time.", RetryAfter),
        _ => null,
    };

    /// <summary>Throws what is busy as that, so that <c>catch (Exception e) when (AzureFaults.IsBusy(e, out var busy))</c> reads as it works.</summary>
    public static bool IsBusy(Exception exception, out EngineBusyException busy)
    {
        busy = Busy(exception)!;
        return busy is not null;
    }

    private static TimeSpan Pause(RequestFailedException failed) =>
        failed.GetRawResponse() is { } answer
        && answer.Headers.TryGetValue("Retry-After", out var text)
        && int.TryParse(text, out var seconds) && seconds is > 0 and <= 300
            ? TimeSpan.FromSeconds(seconds)
            : RetryAfter;
}
