namespace PublicServices.Tests.Doubles.ServiceBus;

/// <summary>What a test makes go wrong.</summary>
public sealed class SimulatorFaults
{
    private int _busy, _refusedTokens, _cutAfter = int.MaxValue, _tokens, _transfers;

    /// <summary>Tokens taken so far.</summary>
    public int TokensTaken => Volatile.Read(ref _tokens);

    /// <summary>Transfers that came in so far, those refused included.</summary>
    public int TransfersSeen => Volatile.Read(ref _transfers);

    /// <summary>Tokens still to be refused.</summary>
    public int RefusalsLeft => Math.Max(0, Volatile.Read(ref _refusedTokens));

    /// <summary>The next so many sends are refused with server-busy.</summary>
    public void BeBusy(int sends) => Interlocked.Exchange(ref _busy, sends);

    /// <summary>The next so many tokens are refused.</summary>
    public void RefuseTokens(int tokens) => Interlocked.Exchange(ref _refusedTokens, tokens);

    /// <summary>The connection that brings the transfer after the next so many is cut: it and those before it on the way are kept, none of them is answered.</summary>
    public void CutAfter(int transfers) => Interlocked.Exchange(ref _cutAfter, transfers);

    internal void SawToken() => Interlocked.Increment(ref _tokens);

    internal void SawTransfer() => Interlocked.Increment(ref _transfers);

    internal bool TakeBusy() => Take(ref _busy);

    internal bool TakeRefusedToken() => Take(ref _refusedTokens);

    /// <summary>True for the transfer that is stored, not answered, and ends its connection.</summary>
    internal bool TakeCut()
    {
        if (Volatile.Read(ref _cutAfter) == int.MaxValue || Interlocked.Decrement(ref _cutAfter) > 0) return false;
        Interlocked.Exchange(ref _cutAfter, int.MaxValue);
        return true;
    }

    private static bool Take(ref int left)
    {
        if (Volatile.Read(ref left) <= 0) return false;
        return Interlocked.Decrement(ref left) >= 0;
    }
}
