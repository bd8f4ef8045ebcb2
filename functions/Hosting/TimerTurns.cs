using System.Text.Json;
using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>Who runs a timer when several processes share one store: whoever writes down first that it begins.</summary>
internal sealed class TimerTurns(IRecordStore store, TimeProvider clock)
{
    /// <summary>Kind of the records that say when a timer began last.</summary>
    public const string Kind = "timer";

    /// <summary>Clocks differ, and a process's own next tick must not come too early: a turn is free after this part of the period.</summary>
    private const double FreeAfter = 0.9;

    /// <summary>Takes the turn when nobody had it lately. The process that ends during it leaves it to the next period.</summary>
    /// <returns>False when another process has it.</returns>
    /// <exception cref="EngineBusyException">The store cannot say.</exception>
    public async ValueTask<bool> TryTakeAsync(string timer, TimeSpan period, CancellationToken cancellationToken)
    {
        var id = new RecordId($"{Kind}-{timer}");
        var now = clock.GetUtcNow();
        var last = await store.LoadAsync(id, cancellationToken);
        if (last is not null && JsonSerializer.Deserialize(last.State.Span, TimerJson.Default.TimerTurn) is { } turn && now < turn.BeganAt + period * FreeAfter)
            return false;

        var taken = await store.CommitAsync(
            new Commit
            {
                Record = id,
                ExpectedVersion = last?.Version ?? 0,
                State = JsonSerializer.SerializeToUtf8Bytes(new TimerTurn(now), TimerJson.Default.TimerTurn),
            },
            cancellationToken);
        return taken.Outcome == CommitOutcome.Done;
    }
}

/// <summary>When a timer began last.</summary>
internal sealed record TimerTurn(DateTimeOffset BeganAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TimerTurn))]
internal sealed partial class TimerJson : JsonSerializerContext;
