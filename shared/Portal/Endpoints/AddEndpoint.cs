using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>Adds an endpoint; it hears nothing until <see cref="EnableEndpoint"/> has shown that it answers.</summary>
public sealed class AddEndpoint(EndpointBook book, PortalOptions options, IdSource ids, FillRandom random, TimeProvider clock)
{
    /// <summary>Longest address.</summary>
    public const int MaxUrlLength = 500;

    /// <summary>Longest name.</summary>
    public const int MaxNameLength = 100;

    /// <summary>Most procedures in a filter.</summary>
    public const int MaxProcedures = 50;

    private const int MaxProcedureLength = 40;

    /// <summary>Adds it. The answer is the only one that shows the secret.</summary>
    public async ValueTask<Result<EndpointSecret>> HandleAsync(NewEndpoint command, Caller caller, CancellationToken cancellationToken)
    {
        if (!EndpointAccess.MayUse(caller)) return KernelProblems.Forbidden;
        if (command.Name is not { Length: > 0 and <= MaxNameLength } name) return PortalProblems.NameRefused;
        IReadOnlyList<string> procedures = command.Procedures ?? [];
        if (procedures.Count > MaxProcedures || procedures.Any(code => code is not { Length: > 0 and <= MaxProcedureLength }))
            return PortalProblems.NameRefused;
        if (!IsUsable(command.Url)) return PortalProblems.UrlRefused;

        var secret = WebhookSecret.NewText(random);
        var endpoint = new Endpoint(
            new RecordId($"{Endpoint.Kind}-{ids.Next()}"), name, command.Url!, caller.Id, EndpointStatus.Unverified, secret, clock.GetUtcNow())
        {
            Procedures = procedures,
        };
        return (await book.AddAsync(caller, endpoint, cancellationToken).ConfigureAwait(false)).Succeeded(out var added, out var problem)
            ? new EndpointSecret(added.Id, secret)
            : problem;
    }

    // What the name resolves to is checked when a connection is made, every time.
    private bool IsUsable(string? url) => url is { Length: <= MaxUrlLength }
        && Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (options.Outbound.AllowPrivateAddresses && uri.Scheme == Uri.UriSchemeHttp))
        && uri.UserInfo.Length == 0
        && uri.Fragment.Length == 0;
}

/// <summary>What is needed to add an endpoint.</summary>
/// <param name="Name">For people, 1 to 100 characters.</param>
/// <param name="Url">HTTPS address, at most 500 characters.</param>
/// <param name="Procedures">Procedures it hears about; empty or null for all.</param>
public sealed record NewEndpoint(string? Name, string? Url, IReadOnlyList<string>? Procedures);

/// <summary>An endpoint's secret, shown once.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Secret"><c>whsec_</c> and base 64.</param>
public sealed record EndpointSecret(RecordId Endpoint, string Secret);
