using PublicServices.Kernel;

namespace PublicServices.Infra.Sqlite;

/// <summary>
/// Makes what the writer has committed durable and then tells those who wait, on a thread of its own: while the disk is busy with
/// one group, the writer is at the next.
/// </summary>
/// <remarks>
/// A commit is in the log, and so visible to readers, a moment before it is durable. Nobody is told before, and whoever read
/// something that may be as young as that waits in <see cref="DurableAsync"/> before acting on it.
/// </remarks>
internal sealed class Syncer : IDisposable
{
    /// <summary>Operations that may be written and not yet durable; at more the writer waits for the disk.</summary>
    public const int MaxAhead = 2 * Writer.MaxGroup;

    private readonly Action _flush;
    private readonly Action<Exception> _broke;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private List<WriteOperation> _written = [];
    private bool _isDirty;
    private bool _stopping;
    private long _begun;
    private long _handed;
    private long _durable;
    private TaskCompletionSource? _nextDurable;
    private Exception? _broken;

    /// <param name="flush">Makes everything written before it durable.</param>
    /// <param name="broke">Told once when that fails.</param>
    public Syncer(Action flush, Action<Exception> broke)
    {
        (_flush, _broke) = (flush, broke);
        _thread = new Thread(Run) { Name = "sqlite-syncer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The writer is about to commit: from now on readers may see what is not durable.</summary>
    public void Begin()
    {
        lock (_gate) _begun++;
    }

    /// <summary>Takes operations over whose transaction is committed, or which failed. Waits while the disk is far behind.</summary>
    /// <param name="operations">In their order; they are told in that order.</param>
    /// <param name="isDirty">True when anything was written.</param>
    public void Take(IReadOnlyList<WriteOperation> operations, bool isDirty)
    {
        lock (_gate)
        {
            while (_written.Count >= MaxAhead) Monitor.Wait(_gate);
            _written.AddRange(operations);
            _isDirty |= isDirty;
            _handed = _begun;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until whatever could be read before the call is durable.</summary>
    /// <exception cref="EngineBusyException">The disk failed.</exception>
    public Task DurableAsync()
    {
        lock (_gate)
        {
            if (_durable == _begun) return Task.CompletedTask;
            if (_broken is not null) return Task.FromException(Refusal(_broken));
            return WaitAsync(_begun);
        }
    }

    /// <summary>Makes durable what it was given and stops. Nothing may be given to it any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
    }

    private static EngineBusyException Refusal(Exception why) => new($"The store failed: {why.Message}", TimeSpan.FromSeconds(30));

    private async Task WaitAsync(long commit)
    {
        while (true)
        {
            Task next;
            lock (_gate)
            {
                if (_durable >= commit) return;
                if (_broken is not null) throw Refusal(_broken);
                _nextDurable ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                next = _nextDurable.Task;
            }

            await next;
        }
    }

    private void Run()
    {
        var told = new List<WriteOperation>();
        while (Swap(ref told, out var commit, out var isDirty))
        {
            if (isDirty && _broken is null) Flush();
            Reached(commit);
            foreach (var operation in told)
            {
                if (_broken is not null) operation.Fault = Refusal(_broken);
                operation.Tell();
            }

            told.Clear();
        }
    }

    private void Flush()
    {
        try
        {
            _flush();
        }
        catch (Exception e)
        {
            // What was written may or may not be there after a restart: from now on nothing is promised.
            lock (_gate) _broken = e;
            _broke(e);
        }
    }

    private bool Swap(ref List<WriteOperation> told, out long commit, out bool isDirty)
    {
        lock (_gate)
        {
            while (_written.Count == 0 && !_stopping) Monitor.Wait(_gate);
            (_written, told) = (told, _written);
            (commit, isDirty, _isDirty) = (_handed, _isDirty, false);
            Monitor.PulseAll(_gate);
            return told.Count > 0;
        }
    }

    private void Reached(long commit)
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            if (_broken is null) _durable = commit;
            (waiting, _nextDurable) = (_nextDurable, null);
        }

        waiting?.TrySetResult();
    }
}
