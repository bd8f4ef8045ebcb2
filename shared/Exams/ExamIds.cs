using System.Buffers;
using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>How the feature's records are named.</summary>
public static class ExamIds
{
    /// <summary>Kind of registrations.</summary>
    public const string RegistrationKind = "reg";

    /// <summary>Longest session code.</summary>
    public const int MaxSessionLength = 32;

    private static readonly SearchValues<char> SessionCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>
    /// A registration's id derives from session and person, so that the same person registering twice meets the first
    /// registration, and nobody can tell the person from the id.
    /// </summary>
    /// <param name="identity">Personal number, or passport number for a foreign national; normalised.</param>
    public static RecordId Registration(KeyedHash hash, string session, string identity) =>
        new($"{RegistrationKind}-{hash.Of("exam-registration", session, identity)}");

    /// <summary>True for a registration's id; other services' payments are answered on the same topic.</summary>
    public static bool IsRegistration(RecordId id) => RecordId.TryParse(id.Value, RegistrationKind, out _);

    public static RecordId Session(string code) => new($"ses-{code}");

    public static RecordId Unit(string code) => new($"unit-{code}");

    /// <summary>The payment of a registration; asking again after a lapse is a new payment.</summary>
    public static RecordId Payment(RecordId registration, int round) =>
        new(round == 1 ? $"pay-{registration.Value}" : $"pay-{registration.Value}-{round}");

    /// <summary>Which round of a registration's payments this is, from 1; 0 for a payment of something else.</summary>
    public static int PaymentRound(RecordId registration, RecordId payment)
    {
        if (payment == Payment(registration, 1)) return 1;
        var stem = $"pay-{registration.Value}-";
        return payment.Value.StartsWith(stem, StringComparison.Ordinal)
            && int.TryParse(payment.Value.AsSpan(stem.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var round)
            && payment == Payment(registration, round)
            ? round
            : 0;
    }

    /// <summary>True for a session code: lower-case letters, digits and dashes.</summary>
    public static bool IsSession(string? code) =>
        code is { Length: > 0 and <= MaxSessionLength } && !code.AsSpan().ContainsAnyExcept(SessionCharacters);
}
