using PublicServices.Kernel;

namespace PublicServices.Infra.Sqlite;

/// <summary>What one consumer has in memory of its queue. What does not fit stays in the file and is fetched when there is room.</summary>
internal abstract class Pump(string consumer, long consumerId, SqliteQueue queue)
{
    /// <summary>Messages held in memory for one consumer.</summary>
    public const int MaxInMemory = 10_000;

    /// <summary>Messages whose payload stays read while they wait. A consumer further behind keeps only their bytes.</summary>
    private const int MaxRead = 1_000;

    private readonly Lock _gate = new();
    private bool _hasMoreInFile = true;
    private bool _refilling;

    public string Consumer => consumer;

    public long ConsumerId => consumerId;

    /// <summary>The last place that was brought into memory, in order.</summary>
    public long LastSequence { get; private set; }

    protected SqliteQueue Queue => queue;

    protected Lock Gate => _gate;

    protected bool IsRunning { get; private set; }

    /// <summary>Messages in memory, waiting or being handled.</summary>
    public int InMemory { get; private set; }

    public bool HasRoom => InMemory < MaxInMemory;

    public virtual void Start()
    {
        lock (_gate) IsRunning = true;
        RefillIfDue();
    }

    public abstract Task StopAsync();

    /// <summary>A message was committed. On the syncer's thread, in the order of the queue.</summary>
    public void Push(Waiting waiting)
    {
        lock (_gate)
        {
            if (!IsRunning || _hasMoreInFile || !HasRoom)
            {
                _hasMoreInFile = true;
                return;
            }

            if (InMemory > MaxRead) waiting = waiting with { Message = waiting.Message.AsStored() };
            LastSequence = waiting.Sequence;
            InMemory++;
            Accept(waiting);
        }
    }

    /// <summary>A scheduled message has become due.</summary>
    public void PushDue(Waiting waiting)
    {
        lock (_gate)
        {
            InMemory++;
            Accept(waiting);
        }
    }

    public void Refilled(List<Waiting> found, bool reachedEnd)
    {
        lock (_gate)
        {
            _refilling = false;
            _hasMoreInFile = !reachedEnd;
            foreach (var waiting in found)
            {
                LastSequence = waiting.Sequence;
                InMemory++;
                Accept(waiting);
            }
        }

        RefillIfDue();
    }

    public void RefillFailed()
    {
        lock (_gate) _refilling = false;
    }

    /// <summary>Fetches from the file when half the room is free.</summary>
    public void RefillIfDue()
    {
        lock (_gate)
        {
            if (!IsRunning || !_hasMoreInFile || _refilling || InMemory > MaxInMemory / 2) return;
            _refilling = true;
        }

        try
        {
            queue.Writer.Post(new RefillOperation(this, MaxInMemory / 2), evenWhenFull: true);
        }
        catch (EngineBusyException)
        {
            RefillFailed();
        }
    }

    /// <summary>Called every tick of the queue's clock.</summary>
    public virtual void Tick(long nowMilliseconds) => RefillIfDue();

    protected void Stop()
    {
        lock (_gate) IsRunning = false;
    }

    /// <summary>One message has left memory. Under the gate.</summary>
    protected void Left(int count = 1) => InMemory -= count;

    /// <summary>Takes a message into memory. Under the gate.</summary>
    protected abstract void Accept(Waiting waiting);
}
