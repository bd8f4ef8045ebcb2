using PublicServices.Functions.Hosting.SignIn;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>What handlers ask a request: who, when, in which language, under which correlation id.</summary>
public static class RequestFacts
{
    /// <summary>When the request arrived. Submissions count at this time.</summary>
    public static DateTimeOffset ArrivedAt(this HttpContext context) => context.Arrival().At;

    /// <summary>The id that follows this request through every message and log line.</summary>
    public static string CorrelationId(this HttpContext context) => context.Arrival().CorrelationId;

    /// <summary>Who asks.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in: the route was not declared <see cref="Access.SignedIn"/>.</exception>
    public static Caller Caller(this HttpContext context) => context.CallerOrNull()
        ?? throw new InvalidOperationException("This route needs a signed-in caller and was declared without one.");

    /// <summary>Who asks; null when nobody is signed in.</summary>
    public static Caller? CallerOrNull(this HttpContext context) => CallerClaims.Read(context.User);

    /// <summary><c>vi</c> or <c>en</c>: what the address asks for, then the visitor's choice, then the browser's, then Vietnamese.</summary>
    public static string Language(this HttpContext context) => RequestLanguage.Of(context.Request);

    private static Arrival Arrival(this HttpContext context) => context.Features.Get<Arrival>()
        ?? throw new InvalidOperationException("The request passed no ArrivalMiddleware.");
}
