using System.Text.Json;
using PublicServices.Infra.Delivery;
using PublicServices.Infra.ServiceBus;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>Routes the host's calls: <c>POST /{function}</c> for everything that is not HTTP itself.</summary>
internal sealed partial class FunctionCalls(
    Triggers triggers,
    Workflows workflows,
    EngineCalls engine,
    IParkedStore parked,
    IViewStore views,
    IServiceProvider services,
    TimeProvider clock,
    ILoggerFactory logs)
{
    /// <summary>Done. The host takes nothing shorter: an empty answer, or null, makes it wait until it kills the process.</summary>
    private static readonly byte[] Answer = """{"Outputs":{},"Logs":[],"ReturnValue":null}"""u8.ToArray();

    private readonly ILogger<FunctionCalls> _logger = logs.CreateLogger<FunctionCalls>();
    private readonly List<Lazy<Run>> _runs = [];

    public void Map(IEndpointRouteBuilder endpoints) => Map(endpoints, AppFunctions.Of(triggers));

    internal void Map(IEndpointRouteBuilder endpoints, IEnumerable<AppFunction> functions)
    {
        var consumers = new Lazy<Dictionary<string, MessageCalls>>(Consumers);
        // What the host proxies has its route already.
        foreach (var function in functions.Where(function => function is not HttpFunction))
        {
            var run = new Lazy<Run>(() => RunOf(function, consumers.Value));
            _runs.Add(run);
            endpoints.MapPost($"/{function.Name}", context => InvokeAsync(context, function, run.Value))
                .AllowAnonymous()
                .ExcludeFromDescription()
                .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(HostCall.MaxBytes));
        }
    }

    /// <summary>Makes what answers each function's calls; otherwise its first call does.</summary>
    public void Prepare()
    {
        foreach (var run in _runs) _ = run.Value;
    }

    private delegate ValueTask<bool> Run(HostCall call, CancellationToken cancellationToken);

    private Run RunOf(AppFunction function, Dictionary<string, MessageCalls> consumers) => function switch
    {
        MessageFunction message => Message(consumers[message.Subscription.Consumer]),
        RelayFunction => Timed((call, cancellationToken) => engine.RelayAsync(call.Documents(FunctionFiles.DocumentsName), cancellationToken)),
        TimerFunction { Timer: AppFunctions.Sweep } => Timed((_, cancellationToken) => engine.SweepAsync(cancellationToken)),
        TimerFunction { Timer: AppFunctions.DeadLetters } => Timed((_, cancellationToken) => engine.CollectDeadLettersAsync(cancellationToken)),
        TimerFunction timer => Timer(triggers.Timers.Single(known => known.Name == timer.Timer)),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, null),
    };

    private Run Message(MessageCalls calls) => async (call, cancellationToken) =>
    {
        if (!call.TryBinary(FunctionFiles.MessageName, out var body))
        {
            Log.NotBinary(_logger);
            return false;
        }

        var arrival = Envelope.Read(call.Property, call.Broker(clock.GetUtcNow()), body);
        return await calls.HandleAsync(arrival, call.DeliveryCount(), cancellationToken);
    };

    private Run Timer(TimerTrigger trigger)
    {
        var run = trigger.Run(services);
        return Timed((_, cancellationToken) => run(cancellationToken));
    }

    private Run Timed(Func<HostCall, CancellationToken, ValueTask> run) => async (call, cancellationToken) =>
    {
        using var time = new CancellationTokenSource(HostLimits.Work, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        await run(call, either.Token);
        return true;
    };

    private async Task InvokeAsync(HttpContext context, AppFunction function, Run run)
    {
        if (!CustomHandler.IsHostsOwn(context))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.StatusCode = await StatusAsync(context, function, run);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Answer.Length;
        await context.Response.Body.WriteAsync(Answer, context.RequestAborted);
    }

    /// <summary>200, or a status that makes the host give the message back, or try the changes again.</summary>
    private async ValueTask<int> StatusAsync(HttpContext context, AppFunction function, Run run)
    {
        try
        {
            using var call = await HostCall.ReadAsync(context.Request.Body, context.RequestAborted);
            return await run(call, context.RequestAborted) ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        }
        catch (JsonException)
        {
            Log.Malformed(_logger, function.Name);
            return StatusCodes.Status400BadRequest;
        }
        catch (EngineBusyException e)
        {
            Log.Busy(_logger, function.Name, e.Message);
            return StatusCodes.Status503ServiceUnavailable;
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            Log.Failed(_logger, e, function.Name);
            return StatusCodes.Status500InternalServerError;
        }
    }

    private Dictionary<string, MessageCalls> Consumers()
    {
        var all = workflows.Subscriptions.Concat(workflows.Projections.Select(AsSubscription));
        return all.ToDictionary(
            subscription => subscription.Consumer,
            subscription => new MessageCalls(subscription, parked, clock, Random.Shared.NextDouble, logs.CreateLogger<MessageCalls>()),
            StringComparer.Ordinal);
    }

    private Subscription AsSubscription(ProjectionSubscription projection) => new(
        projection.Consumer,
        projection.Projections.ToDictionary(pair => pair.Key, pair => Applied(pair.Value), StringComparer.Ordinal));

    private HandleMessage Applied(ProjectMessage project) => async (context, cancellationToken) =>
    {
        ViewChange[] changes;
        try
        {
            changes = [.. project(context.Message)];
        }
        catch (Exception e) when (e is not PermanentFailureException)
        {
            // A projection is pure: what failed once fails always.
            throw new PermanentFailureException("projection-failed", $"{e.GetType().Name}: {e.Message}", e);
        }

        await views.ApplyAsync(changes, cancellationToken);
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Function} was called with something that is not JSON")]
        public static partial void Malformed(ILogger logger, string function);

        [LoggerMessage(2, LogLevel.Warning, "{Function} gives back: {Why}")]
        public static partial void Busy(ILogger logger, string function, string why);

        [LoggerMessage(3, LogLevel.Error, "{Function} failed")]
        public static partial void Failed(ILogger logger, Exception exception, string function);

        [LoggerMessage(4, LogLevel.Error, "A message came as text, and so could have forged what the host says of it: its function.json must say \"dataType\": \"binary\"")]
        public static partial void NotBinary(ILogger logger);
    }
}
