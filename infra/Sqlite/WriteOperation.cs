namespace PublicServices.Infra.Sqlite;

/// <summary>One thing for the writer to do inside a transaction it shares with others.</summary>
internal abstract class WriteOperation
{
    /// <summary>Makes the changes. May run twice: when another operation of the group fails, each runs again alone.</summary>
    /// <exception cref="SqliteFault">The whole transaction is rolled back.</exception>
    public abstract void Execute(WriterTables tables);

    /// <summary>Why nothing of it stands; null when it does.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Says how it went. On the syncer's thread, one operation after the other in the order they were written.</summary>
    public void Tell()
    {
        if (Fault is null) Committed();
        else Failed(Fault);
    }

    /// <summary>The transaction is durable. Only hand over, never wait.</summary>
    protected abstract void Committed();

    /// <summary>The operation failed alone, and nothing of it stands.</summary>
    protected abstract void Failed(Exception exception);
}

/// <summary>An operation somebody waits for.</summary>
internal abstract class WriteOperation<T> : WriteOperation
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Done => _done.Task;

    protected T Result { get; set; } = default!;

    protected override void Committed() => _done.TrySetResult(Result);

    protected override void Failed(Exception exception) => _done.TrySetException(exception);
}
