using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication.BearerToken;
using PublicServices.Functions.Hosting.Describe;
using PublicServices.Functions.Hosting.Web;

namespace PublicServices.Functions.Hosting.SignIn;

/// <summary>Tokens for API clients. In Development a demonstration person's id is enough; elsewhere the route does not exist.</summary>
internal static class SignInRoutes
{
    private const int MaxBodyBytes = 1024;

    public static void MapSignIn(this WebApplication app)
    {
        SignInSetup.WarnWhenNobodyCanSignIn(app);
        if (!app.Environment.IsDevelopment()) return;
        app.MapPost("/api/sign-in", SignInAsync)
            .WithAccess(Access.Public)
            .WithMetadata(Description());
    }

    private static RouteDescription Description()
    {
        var description = new RouteDescription(Access.Public)
        {
            Tag = "Sign-in",
            Summary = "Development only: a token for a demonstration person.",
            Body = () => SignInJson.Default.SignInRequest,
        };
        description.Add(new AnswerDescription(
            StatusCodes.Status200OK, "A bearer token.", () => SignInJson.Default.AccessTokenResponse, "application/json"));
        description.Refuse([StatusCodes.Status401Unauthorized, StatusCodes.Status404NotFound]);
        return description;
    }

    private static async Task<IResult> SignInAsync(HttpContext context, IReadOnlyList<Persona> personas, CancellationToken cancellationToken)
    {
        var body = await context.Request.ReadJsonAsync(SignInJson.Default.SignInRequest, cancellationToken, MaxBodyBytes);
        if (!body.Succeeded(out var request, out var problem)) return Answers.Problem(problem);
        var persona = personas.FirstOrDefault(known => known.Id == request.Value.Persona);
        return persona is null
            ? Answers.Problem(WebProblems.UnknownPersona)
            : Results.SignIn(CallerClaims.Principal(persona.AsCaller(), SignInSetup.Bearer), authenticationScheme: SignInSetup.Bearer);
    }
}

/// <summary>Who to sign in as.</summary>
internal sealed record SignInRequest(string Persona);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(AccessTokenResponse))]
internal sealed partial class SignInJson : JsonSerializerContext;
