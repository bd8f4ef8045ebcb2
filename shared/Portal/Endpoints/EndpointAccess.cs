using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>Who may see and change endpoints: operators and the ministry all of them, a partner its own.</summary>
public static class EndpointAccess
{
    /// <summary>True for callers that have anything to do with endpoints at all.</summary>
    public static bool MayUse(Caller caller) => caller.Role is Role.Operator or Role.Ministry or Role.Partner;

    /// <summary>True when the caller may see and change this one.</summary>
    public static bool May(Caller caller, Endpoint endpoint) =>
        caller.Role is Role.Operator or Role.Ministry || (caller.Role == Role.Partner && endpoint.Owner == caller.Id);
}
