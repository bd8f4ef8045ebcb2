using System.Text;
using PublicServices.Infra.Delivery;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>The functions of this program under the Functions host, made from the trigger list and nothing else.</summary>
internal static class AppFunctions
{
    /// <summary>Hands outbox documents to the broker as they appear.</summary>
    public const string Relay = "OutboxRelay";

    /// <summary>Timer that relays what a crash left behind.</summary>
    public const string Sweep = "outbox-sweep";

    /// <summary>Timer that moves what landed in dead-letter queues to the parked messages.</summary>
    public const string DeadLetters = "dead-letters";

    /// <summary>Everything no other HTTP function names: pages, assets, health.</summary>
    public const string Pages = "Pages";

    /// <summary>Between two sweeps. What a sweep finds is late already; it is the net, not the way.</summary>
    public static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(30);

    /// <summary>Between two looks into the dead-letter queues.</summary>
    public static readonly TimeSpan DeadLetterPeriod = TimeSpan.FromMinutes(1);

    private static readonly string[] PageMethods = ["get", "head", "post", "put", "patch", "delete", "options"];

    /// <summary>All of them, in ordinal order of their names.</summary>
    /// <exception cref="InvalidOperationException">Two have one name; a fault of the trigger list.</exception>
    public static IReadOnlyList<AppFunction> Of(Triggers triggers)
    {
        AppFunction[] functions =
        [
            .. triggers.HttpTriggers.Select(Http),
            new HttpFunction(Pages, PageMethods, "{*path}"),
            .. triggers.Topology().Topics.SelectMany(topic => topic.Subscriptions.Select(subscription => Message(topic, subscription))),
            new RelayFunction(Relay),
            .. triggers.Timers.Select(timer => Timer(timer.Name, timer.Period)),
            Timer(Sweep, SweepPeriod),
            Timer(DeadLetters, DeadLetterPeriod),
        ];
        var twice = functions.GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? [.. functions.OrderBy(function => function.Name, StringComparer.Ordinal)]
            : throw new InvalidOperationException($"Two functions are called {twice.Key}.");
    }

    private static HttpFunction Http(HttpTrigger trigger) => new(
        $"Http{Pascal(trigger.Method.ToLowerInvariant())}{Pascal(trigger.Route)}", [trigger.Method.ToLowerInvariant()], trigger.Route.TrimStart('/'));

    private static MessageFunction Message(Topic topic, TopicSubscription subscription) =>
        new($"{Pascal(subscription.Consumer)}On{Pascal(topic.Name)}", topic.Name, subscription);

    private static TimerFunction Timer(string name, TimeSpan period) => new($"{Pascal(name)}Timer", name, period);

    /// <summary>
    /// <c>portal-digest</c> becomes <c>PortalDigest</c>, <c>/api/payments/{payment}</c> <c>ApiPaymentsByPayment</c>. Letters and digits
    /// only: names are part of settings' names, and Linux turns a dash there into something else.
    /// </summary>
    private static string Pascal(string text)
    {
        var name = new StringBuilder();
        foreach (var segment in text.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var isParameter = segment.StartsWith('{');
            // A parameter's constraint says what it accepts, not what it is.
            var words = isParameter ? segment.Trim('{', '}').Split(':')[0] : segment;
            if (isParameter) name.Append("By");
            foreach (var word in words.Split(['-', '.', '_'], StringSplitOptions.RemoveEmptyEntries))
                name.Append(char.ToUpperInvariant(word[0])).Append(word.AsSpan(1));
        }

        return name.ToString();
    }
}
