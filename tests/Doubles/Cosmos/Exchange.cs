using System.Globalization;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>One request as the Gateway gets it, whatever carried it.</summary>
/// <param name="Method">GET, POST, PUT, PATCH or DELETE.</param>
/// <param name="Segments">The path's parts, unescaped.</param>
/// <param name="Headers">Names in any case.</param>
/// <param name="Body">Empty when there is none.</param>
public sealed record GatewayRequest(string Method, IReadOnlyList<string> Segments, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>A header's value; null when it was not sent.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>A header that says yes.</summary>
    public bool Is(string name) => Header(name) is { } value && bool.TryParse(value, out var yes) && yes;

    /// <summary>A header's number.</summary>
    public int? Number(string name) =>
        int.TryParse(Header(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>What the Gateway answers.</summary>
public sealed record GatewayResponse(int Status, ReadOnlyMemory<byte> Body = default)
{
    /// <summary>Headers beside those of the body.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The media type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Request units.</summary>
    public double Charge { get; init; }

    /// <summary>Adds a header.</summary>
    public GatewayResponse With(string name, string value)
    {
        Headers[name] = value;
        return this;
    }
}

/// <summary>A refusal of the service.</summary>
public sealed class GatewayRefusalException(int status, string code, string detail, int subStatus = 0, double charge = 1.0) : Exception(detail)
{
    public int Status => status;

    public string Code => code;

    public int SubStatus => subStatus;

    public double Charge => charge;

    /// <summary>404 for what an item would be in, which the sub-status tells from a missing item.</summary>
    public static GatewayRefusalException OwnerMissing(string what) => new(404, "NotFound", $"{what} does not exist.", subStatus: 1003);

    public static GatewayRefusalException BadRequest(string why) => new(400, "BadRequest", why);
}
