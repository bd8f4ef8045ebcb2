using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>The one place that turns the domain's refusals into HTTP status codes.</summary>
internal static class ProblemStatus
{
    /// <summary>Seconds a client waits when a refusal says "later" and names no pause of its own.</summary>
    public const int DefaultRetryAfterSeconds = 5;

    /// <remarks>
    /// A broken rule is 422 because the request was understood; only a request that cannot be read, or a gateway's callback
    /// that cannot be believed, is 400. A window that
    /// is closed is 409, not 410: it may not have opened yet, or may be extended.
    /// </remarks>
    public static int Of(Problem problem) => problem.Kind switch
    {
        ProblemKind.Invalid when problem.Code is "PS-006" or "PAY-010" or "PAY-011" or "PAY-012" => StatusCodes.Status400BadRequest,
        ProblemKind.Invalid => StatusCodes.Status422UnprocessableEntity,
        ProblemKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ProblemKind.Forbidden => StatusCodes.Status403Forbidden,
        ProblemKind.NotFound => StatusCodes.Status404NotFound,
        ProblemKind.Conflict => StatusCodes.Status409Conflict,
        ProblemKind.Closed => StatusCodes.Status409Conflict,
        ProblemKind.TooLarge when problem.Code == WebProblems.AddressTooLong.Code => StatusCodes.Status414UriTooLong,
        ProblemKind.TooLarge when problem.Code == WebProblems.HeadersTooLarge.Code => StatusCodes.Status431RequestHeaderFieldsTooLarge,
        ProblemKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ProblemKind.Unsupported => StatusCodes.Status415UnsupportedMediaType,
        ProblemKind.TooMany => StatusCodes.Status429TooManyRequests,
        ProblemKind.Unavailable when problem.Code == KernelProblems.Fault.Code => StatusCodes.Status500InternalServerError,
        ProblemKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem.Kind, "No status for this kind."),
    };

    public static bool IsWorthRetrying(int status) =>
        status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable;

    /// <summary>The problem for a status that came without one, for example from routing or sign-in.</summary>
    public static Problem? ForBareStatus(int status) => status switch
    {
        StatusCodes.Status400BadRequest => WebProblems.BadRequest,
        StatusCodes.Status401Unauthorized => KernelProblems.SignInFirst,
        StatusCodes.Status403Forbidden => KernelProblems.Forbidden,
        StatusCodes.Status404NotFound => KernelProblems.NotFound,
        StatusCodes.Status405MethodNotAllowed => WebProblems.MethodNotAllowed,
        StatusCodes.Status408RequestTimeout => WebProblems.TooSlow,
        StatusCodes.Status413PayloadTooLarge => WebProblems.TooLarge,
        StatusCodes.Status414UriTooLong => WebProblems.AddressTooLong,
        StatusCodes.Status431RequestHeaderFieldsTooLarge => WebProblems.HeadersTooLarge,
        StatusCodes.Status415UnsupportedMediaType => WebProblems.Unsupported,
        StatusCodes.Status429TooManyRequests => KernelProblems.TooManyRequests,
        StatusCodes.Status503ServiceUnavailable => KernelProblems.Busy,
        >= 500 => KernelProblems.Fault,
        >= 400 => WebProblems.BadRequest,
        _ => null,
    };
}
