using System.Text;
using PublicServices.Kernel;

namespace PublicServices.Infra.Sandbox;

/// <summary>Sends the sandbox's callbacks over HTTP, as a real gateway would. What is not acknowledged with 2xx is sent again.</summary>
public sealed class SendSandboxCallback(SandboxGateway gateway, SandboxOptions options) : IDisposable
{
    /// <summary>How long the sandbox waits for an acknowledgement.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Patience,
    };

    /// <summary>Handles <see cref="SandboxCallbackDueV1"/>.</summary>
    /// <exception cref="HttpRequestException">It was not acknowledged: deliver again.</exception>
    public async ValueTask HandleAsync(SandboxCallbackDueV1 due, MessageContext context, CancellationToken cancellationToken)
    {
        using var content = new StringContent(gateway.Write(due), Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await _http.PostAsync(options.CallbackUrl(), content, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();
}
