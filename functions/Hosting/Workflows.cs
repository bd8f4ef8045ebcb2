using System.Diagnostics;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>The consumers of messages, made of the trigger list; whoever receives delivers to these.</summary>
internal sealed class Workflows(Triggers triggers, IServiceProvider services)
{
    private readonly Lazy<IReadOnlyList<Subscription>> _subscriptions = new(() => Subscribed(triggers, services));
    private readonly Lazy<IReadOnlyList<ProjectionSubscription>> _projections = new(() => Projected(triggers));

    /// <summary>One for each consumer that handles messages.</summary>
    public IReadOnlyList<Subscription> Subscriptions => _subscriptions.Value;

    /// <summary>One for each consumer that keeps rows of views.</summary>
    public IReadOnlyList<ProjectionSubscription> Projections => _projections.Value;

    private static List<Subscription> Subscribed(Triggers triggers, IServiceProvider services) =>
    [
        .. triggers.MessageTriggers.GroupBy(trigger => trigger.Consumer).Select(group => new Subscription(
            group.Key,
            group.ToDictionary(trigger => trigger.Type, trigger => Observed(group.Key, trigger.Handler(services)), StringComparer.Ordinal))
        {
            Concurrency = triggers.ConcurrencyOf(group.Key),
        }),
    ];

    private static List<ProjectionSubscription> Projected(Triggers triggers) =>
    [
        .. triggers.Projections.GroupBy(trigger => trigger.Consumer).Select(group => new ProjectionSubscription(
            group.Key, group.ToDictionary(trigger => trigger.Type, trigger => trigger.Project, StringComparer.Ordinal))),
    ];

    private static HandleMessage Observed(string consumer, HandleMessage handle) => async (context, cancellationToken) =>
    {
        var began = Stopwatch.GetTimestamp();
        using var activity = Telemetry.Handling(consumer, context.Message);
        var outcome = "failed";
        try
        {
            await handle(context, cancellationToken);
            outcome = "handled";
        }
        finally
        {
            Telemetry.Handled(consumer, context.Message.Type, outcome, Stopwatch.GetElapsedTime(began));
        }
    };
}
