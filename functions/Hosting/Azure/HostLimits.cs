namespace PublicServices.Functions.Hosting.Azure;

/// <summary>How long and how much at once under the Functions host. <c>host.json</c> is written from these, and the handler keeps within them.</summary>
internal static class HostLimits
{
    /// <summary>After this the host kills the whole process, with every call in flight: nothing may come near it.</summary>
    public static readonly TimeSpan FunctionTimeout = TimeSpan.FromMinutes(2);

    /// <summary>How long the host waits for the process to answer at all. It is there in well under a second; see the bench's <c>start</c>.</summary>
    public static readonly TimeSpan InitializationTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The longest a handler works at one delivery before it is told to stop: a subscription's lease, and never more than this.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>The longest a failed delivery is held back before it is answered. A lease and this together stay well under the timeout.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(30);

    /// <summary>How long after a timer's or a relay's call began it is told to stop.</summary>
    public static readonly TimeSpan Work = TimeSpan.FromSeconds(90);

    /// <summary>Sessions of one subscription handled at once in one process; the rest is scaled out.</summary>
    public const int Sessions = 32;

    /// <summary>Messages of one subscription without sessions handled at once in one process.</summary>
    public const int Calls = 32;

    /// <summary>
    /// How long a session without messages keeps its place among the <see cref="Sessions"/>. Records have few messages each, so a
    /// place kept for the default minute would be the bottleneck.
    /// </summary>
    public static readonly TimeSpan SessionIdle = TimeSpan.FromMilliseconds(200);

    /// <summary>The host renews a message's lock this long; longer than any call may take.</summary>
    public static readonly TimeSpan LockRenewal = TimeSpan.FromMinutes(5);

    /// <summary>Changed documents handed to the relay at once.</summary>
    public const int RelayDocuments = 100;

    /// <summary>How often the host looks at the change feed when it was empty.</summary>
    public static readonly TimeSpan RelayPoll = TimeSpan.FromMilliseconds(200);

    /// <summary>Pauses between attempts to relay the same changes. They are tried without end, so that a broker that is down skips nothing.</summary>
    public static readonly (TimeSpan First, TimeSpan Longest) RelayPauses = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
}
