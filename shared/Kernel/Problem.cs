namespace PublicServices.Kernel;

/// <summary>What sort of refusal this is. Hosts map it to a transport's own codes; the domain never does.</summary>
public enum ProblemKind
{
    /// <summary>The request is malformed or breaks a rule; sending it again unchanged fails again.</summary>
    Invalid,

    /// <summary>Nobody is signed in, or the credentials are wrong.</summary>
    Unauthenticated,

    /// <summary>The caller may not do or see this.</summary>
    Forbidden,

    /// <summary>There is no such thing, or the caller may not know that there is.</summary>
    NotFound,

    /// <summary>Somebody else moved it, or its state does not allow this; reload and decide again.</summary>
    Conflict,

    /// <summary>The window for this has closed or has not opened.</summary>
    Closed,

    /// <summary>Larger than the named limit.</summary>
    TooLarge,

    /// <summary>The content type or file type is not accepted.</summary>
    Unsupported,

    /// <summary>Too many requests; try again after a pause.</summary>
    TooMany,

    /// <summary>Something this needs is down; nothing was changed; try again after a pause.</summary>
    Unavailable,
}

/// <summary>An expected refusal, with a code that never changes its meaning.</summary>
/// <param name="Code">Stable code such as <c>EXAM-012</c>: feature, dash, three digits.</param>
/// <param name="Kind">The sort of refusal.</param>
/// <param name="Title">What happened, for people.</param>
/// <param name="Detail">What to do about it, or the particulars; null when the title says it all.</param>
/// <param name="Fields">The fields at fault; null when the whole request is.</param>
public sealed record Problem(
    string Code,
    ProblemKind Kind,
    LocalText Title,
    LocalText? Detail = null,
    IReadOnlyList<FieldProblem>? Fields = null);

/// <summary>One field at fault.</summary>
/// <param name="Field">Path in the caller's own terms, for example <c>subjects.elective1</c> or <c>row 12, dateOfBirth</c>.</param>
/// <param name="Code">Stable code such as <c>EXAM-F03</c>.</param>
/// <param name="Text">What is wrong, for people.</param>
public sealed record FieldProblem(string Field, string Code, LocalText Text);
