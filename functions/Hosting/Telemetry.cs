using System.Diagnostics;
using System.Diagnostics.Metrics;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>Traces and metrics of messages. Costs next to nothing while nobody listens.</summary>
internal static class Telemetry
{
    /// <summary>Name of the activity source and the meter.</summary>
    public const string Name = "PublicServices";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> HandlingSeconds = Meter.CreateHistogram<double>(
        "ps.messages.handling", "s", "Time a handler took for one delivery, by consumer, type and outcome.");

    /// <summary>The span of one delivery; its parent cannot be known, so the correlation id ties the spans of a submission together.</summary>
    public static Activity? Handling(string consumer, Message message)
    {
        var activity = Source.StartActivity($"{consumer} {message.Type}", ActivityKind.Consumer);
        activity?.SetTag("messaging.message.id", message.Id);
        activity?.SetTag("messaging.destination.subscription.name", consumer);
        activity?.SetTag("ps.session", message.Session.Value);
        activity?.SetTag("ps.correlation", message.Correlation);
        return activity;
    }

    public static void Handled(string consumer, string type, string outcome, TimeSpan took)
    {
        if (!HandlingSeconds.Enabled) return;
        HandlingSeconds.Record(
            took.TotalSeconds, new("consumer", consumer), new("type", type), new("outcome", outcome));
    }

    /// <summary>What an operator watches of the engine.</summary>
    public static void Observe(Func<int> waitingWrites, Func<long> transactions, Func<long> operations)
    {
        Meter.CreateObservableGauge("ps.store.waiting", waitingWrites, "operations", "Operations waiting to be written.");
        Meter.CreateObservableCounter("ps.store.transactions", transactions, "transactions", "Transactions made durable.");
        Meter.CreateObservableCounter("ps.store.operations", operations, "operations", "Operations made durable.");
    }
}
