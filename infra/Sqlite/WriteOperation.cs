namespace PublicServices.Infra.Sqlite;

/// <summary>One thing for the writer to do inside a transaction it shares with others.</summary>
internal abstract class WriteOperation
{
    /// <summary>Makes the changes. May run twice: when another operation of the group fails, each runs again alone.</summary>
    /// <exception cref="SqliteFault">The whole transaction is rolled back.</exception>
    public abstract void Execute(WriterTables tables);

    /// <summary>The transaction is durable. On the writer's thread: only hand over, never wait.</summary>
    public abstract void Committed();

    /// <summary>The operation failed alone, and nothing of it stands.</summary>
    public abstract void Failed(Exception exception);
}

/// <summary>An operation somebody waits for.</summary>
internal abstract class WriteOperation<T> : WriteOperation
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Done => _done.Task;

    protected T Result { get; set; } = default!;

    public override void Committed() => _done.TrySetResult(Result);

    public override void Failed(Exception exception) => _done.TrySetException(exception);
}
