using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>What we made of a callback when it came, for gateways that want to be told.</summary>
public enum CallbackVerdict
{
    /// <summary>Stored, and news.</summary>
    Taken,

    /// <summary>Stored before, or about an order that is settled.</summary>
    Repeated,

    /// <summary>Stored for an officer: the order is not ours.</summary>
    UnknownOrder,

    /// <summary>Stored, but its amount is not the one that was asked for.</summary>
    AmountDiffers,

    /// <summary>Not stored: the signature does not hold.</summary>
    SignatureWrong,

    /// <summary>Not stored: it cannot be read, is too large, or came at the wrong time.</summary>
    Unusable,

    /// <summary>Not stored: the store is at its limit. It should come again.</summary>
    Busy,
}

/// <summary>The answer in a gateway's own words.</summary>
/// <param name="Body">UTF-8 JSON.</param>
/// <param name="Status">HTTP status.</param>
public sealed record CallbackAnswer(ReadOnlyMemory<byte> Body, int Status = 200);

/// <summary>What became of a callback.</summary>
/// <param name="EventId">The gateway's id of it; null when nothing was stored.</param>
/// <param name="Problem">Why nothing was stored; null when it was, or when it need not be.</param>
/// <param name="Answer">What the gateway is told; null for the usual acknowledgement or problem document.</param>
public sealed record ReceivedCallback(string? EventId, Problem? Problem, CallbackAnswer? Answer = null);
