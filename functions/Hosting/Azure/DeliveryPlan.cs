using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>What to do with the broker's n-th delivery of a message.</summary>
/// <param name="Attempt">The attempt it belongs to, 1 for the first.</param>
/// <param name="IsAttempt">False when it only waits for the attempt after it.</param>
/// <param name="Pause">How long to wait, when it only waits.</param>
/// <remarks>
/// The host gives a message back at once, and a call may take two minutes at the most. A pause between two attempts that is longer
/// than a call can hold is therefore spread over deliveries that only wait. Which delivery does what follows from its number alone,
/// so that any process can tell, also after a crash.
/// </remarks>
internal readonly record struct DeliveryPlan(int Attempt, bool IsAttempt, TimeSpan Pause)
{
    /// <param name="subscription">How hard the consumer tries.</param>
    /// <param name="delivery">The broker's count, from 1.</param>
    /// <param name="hold">The longest one delivery waits.</param>
    public static DeliveryPlan Of(Subscription subscription, int delivery, TimeSpan hold)
    {
        var left = delivery;
        for (var attempt = 1; attempt < subscription.MaxAttempts; attempt++)
        {
            if (left == 1) return new DeliveryPlan(attempt, true, TimeSpan.Zero);
            left--;
            // The failed attempt itself held the first part of the pause.
            for (var rest = PauseAfter(subscription, attempt) - hold; rest > TimeSpan.Zero; rest -= hold)
            {
                if (left == 1) return new DeliveryPlan(attempt, false, rest < hold ? rest : hold);
                left--;
            }
        }

        return new DeliveryPlan(subscription.MaxAttempts, true, TimeSpan.Zero);
    }

    private static TimeSpan PauseAfter(Subscription subscription, int attempt)
    {
        var pause = subscription.FirstPause * Math.Pow(2, Math.Min(attempt - 1, 20));
        return pause < subscription.LongestPause ? pause : subscription.LongestPause;
    }
}
