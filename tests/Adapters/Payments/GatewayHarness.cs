using PublicServices.Payments;

namespace PublicServices.Tests.Adapters.Payments;

/// <summary>A gateway under test, and the other side of it: what the payer and the gateway's own books do.</summary>
public abstract class GatewayHarness : IAsyncDisposable
{
    public abstract IPaymentGateway Gateway { get; }

    /// <summary>The clock both sides go by.</summary>
    public abstract DateTimeOffset Now { get; }

    /// <summary>True when callbacks carry their time and are refused outside a window; false when only their event id tells a repeated one.</summary>
    public virtual bool HasReplayWindow => true;

    /// <summary>The payer pays; the gateway takes this much.</summary>
    public abstract Task PayAsync(OpenOrder order, OpenOutcome opened, long amount);

    /// <summary>The payer's bank says no, for good.</summary>
    public abstract Task DeclineAsync(OpenOrder order, OpenOutcome opened);

    /// <summary>The gateway's callback about a paid order, sent now.</summary>
    public abstract Task<RawCallback> CallbackAsync(OpenOrder order, OpenOutcome opened);

    /// <summary>What the gateway's own books say went back for an order.</summary>
    public abstract Task<long> GivenBackAsync(OpenOrder order);

    public abstract ValueTask DisposeAsync();
}

/// <summary>What can go wrong between us and a gateway.</summary>
public enum GatewayFault
{
    None,
    LostConnection,
    Timeout,
    Conflict,
    TooManyRequests,
    ServerError,
    BadGateway,
    Garbage,
    EmptyAnswer,
}

/// <summary>A gateway under test that is reached over a network.</summary>
public abstract class RemoteGatewayHarness : GatewayHarness
{
    /// <summary>Everything asked from now on meets this fault.</summary>
    public abstract void Break(GatewayFault fault);
}
