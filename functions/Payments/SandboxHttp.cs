using PublicServices.Functions.Hosting.Web;
using PublicServices.Infra.Sandbox;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Functions.Payments;

/// <summary>The button on the sandbox's page, for people as a form and for programs as JSON. The signed link allows it.</summary>
internal static class SandboxHttp
{
    private const int MaxFormBytes = 1_024;

    public static async Task<IResult> PressAsync(
        HttpContext context, Gateways gateways, PressInSandbox operation, CancellationToken cancellationToken)
    {
        if (gateways.Find("sandbox") is null) return Answers.Problem(KernelProblems.NotFound);
        var request = context.Request;
        var query = request.QueryString.Value ?? "";
        if (!request.HasFormContentType)
        {
            var body = await request.ReadJsonAsync(SandboxJson.Default.SandboxPress, cancellationToken);
            return body.Succeeded(out var press, out var malformed)
                ? Answers.From(await operation.HandleAsync(query, press.Value.Behaviour, cancellationToken), SandboxJson.Default.SandboxReceipt)
                : Answers.Problem(malformed);
        }

        if (request.ContentLength is null or > MaxFormBytes) return Answers.Problem(KernelProblems.TooLarge(MaxFormBytes));
        var form = await request.ReadFormAsync(cancellationToken);
        if (!Enum.TryParse<SandboxBehaviour>(form["behaviour"], out var behaviour) || !Enum.IsDefined(behaviour)) behaviour = SandboxBehaviour.Succeed;
        var result = await operation.HandleAsync(query, behaviour, cancellationToken);
        return result.Succeeded(out var receipt, out var problem)
            ? Results.Redirect($"/pay/{receipt.Attempt.Payment}?back=true")
            : Answers.Problem(problem);
    }
}
