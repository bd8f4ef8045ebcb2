using System.Net;
using Stripe;

namespace PublicServices.Infra.Stripe;

/// <summary>What became of one call: a value, a definite refusal, or (both null) nothing known.</summary>
internal readonly record struct StripeAnswer<T>(T? Value, StripeException? Refusal, string? Why)
    where T : class;

/// <summary>Tells refusals from silence.</summary>
internal static class StripeAnswers
{
    /// <summary>Calls, and turns everything the gateway or the network may do into an answer.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up; the gateway's own timeout is no exception.</exception>
    public static async ValueTask<StripeAnswer<T>> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await call() is { } value ? new(value, null, null) : new(null, null, "an empty answer");
        }
        catch (StripeException e) when (IsDefinite(e))
        {
            return new(null, e, e.StripeError?.Code ?? e.HttpStatusCode.ToString());
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Connection, timeout, 5xx, an answer that is no JSON: whatever it was, nobody knows what the gateway did.
            return new(null, null, e is StripeException stripe ? $"{(int)stripe.HttpStatusCode} {stripe.StripeError?.Code}".TrimEnd() : e.GetType().Name);
        }
    }

    /// <summary>
    /// 409 means another request under the same key is under way, 429 that this one was not looked at, an idempotency error
    /// that the key was used with other values: none says what became of the order.
    /// </summary>
    private static bool IsDefinite(StripeException e) =>
        e.HttpStatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
            and not (HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout)
        && e.StripeError is { Type: not "idempotency_error" };
}
