using AmqpMessage = Amqp.Message;

namespace PublicServices.Infra.ServiceBus;

/// <summary>Takes messages from the connection's thread and gives them to one reader, who may wait a bounded time.</summary>
internal sealed class Mailbox(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Queue<AmqpMessage> _waiting = new();
    private TaskCompletionSource<bool>? _reader;
    private bool _isClosed;

    public void Put(AmqpMessage message)
    {
        lock (_gate)
        {
            _waiting.Enqueue(message);
            _reader?.TrySetResult(true);
        }
    }

    /// <summary>Nothing more comes; what is there can still be taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _reader?.TrySetResult(false);
        }
    }

    /// <returns>Null when nothing came in that time, or nothing can come.</returns>
    public async ValueTask<AmqpMessage?> TakeAsync(TimeSpan patience, CancellationToken stop)
    {
        TaskCompletionSource<bool> reader;
        lock (_gate)
        {
            if (_waiting.TryDequeue(out var message)) return message;
            if (_isClosed || stop.IsCancellationRequested) return null;
            reader = _reader = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        // Ends without an exception: with many short sessions this happens all the time.
        using (patience == Timeout.InfiniteTimeSpan ? null : clock.CreateTimer(static state => ((TaskCompletionSource<bool>)state!).TrySetResult(false), reader, patience, Timeout.InfiniteTimeSpan))
        using (stop.UnsafeRegister(static state => ((TaskCompletionSource<bool>)state!).TrySetResult(false), reader))
            await reader.Task;

        lock (_gate)
        {
            _reader = null;
            return _waiting.TryDequeue(out var message) ? message : null;
        }
    }

    /// <summary>Takes what is there, without waiting.</summary>
    public void TakeWhatIsThere(List<AmqpMessage> into, int most)
    {
        lock (_gate)
        {
            while (into.Count < most && _waiting.TryDequeue(out var message)) into.Add(message);
        }
    }
}
