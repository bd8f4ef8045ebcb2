using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A code for one more guardian. It is shown once and kept only as a hash.</summary>
public sealed record InvitationIssued(string Code, DateTimeOffset ExpiresAt);

/// <summary>One more guardian joins with the code they were given.</summary>
/// <param name="Identity">The candidate's personal number, or passport number.</param>
public sealed record JoinAsGuardian(string Session, string Identity, string Code, ConsentGiven? Consent);

/// <summary>Lets guardians share a registration, by a code that works once and for a short time.</summary>
public sealed class Guardianship(Registrations registrations, ExamRuleBook book, KeyedHash hash, FillRandom random)
{
    /// <summary>How long a code works.</summary>
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromHours(48);

    /// <summary>Wrong codes after which the invitation is void.</summary>
    public const int MaxFailures = 5;

    private const int CodeLength = 8;
    private const string CodeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Makes a code; an earlier one stops working. Repeating the request makes another, so it takes no key.</summary>
    public async ValueTask<Result<InvitationIssued>> InviteAsync(RecordId id, Asked asked, CancellationToken cancellationToken)
    {
        var code = NewCode();
        var invitation = new Invitation(HashOf(id, code), asked.ArrivedAt + CodeLifetime, Failures: 0);
        var result = await registrations.ChangeSeenAsync(
            id,
            asked with { Cause = null },
            expectedVersion: null,
            (loaded, _) => Invite(loaded, invitation, asked),
            cancellationToken);
        return result.Problem is { } problem ? problem : new InvitationIssued(code, invitation.ExpiresAt);
    }

    /// <summary>Joins; wrong codes are counted on the registration, so they cannot be tried out.</summary>
    public async ValueTask<Result<RegistrationAnswer>> JoinAsync(JoinAsGuardian command, Asked asked, CancellationToken cancellationToken)
    {
        if (asked.Caller.Role is not Role.Family) return KernelProblems.Forbidden;
        var rules = book.On(asked.ArrivedAt.VietnamDate());
        var id = ExamIds.Registration(hash, command.Session, command.Identity.Trim().ToUpperInvariant());
        var code = HashOf(id, command.Code.Trim().ToUpperInvariant());
        Problem? refusal = null;
        var result = await registrations.ChangeAsync(
            id,
            asked with { Cause = null },
            (loaded, _) =>
            {
                var decided = Join(loaded, code, command.Consent, rules, asked);
                refusal = decided.Refusal;
                return decided.Decision is null && refusal is not null ? refusal : decided.Decision;
            },
            cancellationToken);
        return refusal ?? result;
    }

    private static Result<Decision?> Invite(Loaded<Registration> loaded, Invitation invitation, Asked asked)
    {
        var before = loaded.State!;
        if (!Permissions.MayEdit(asked.Caller, before)) return KernelProblems.Forbidden;
        if (before.Guardians.Count >= Registration.MaxGuardians) return ExamProblems.GuardiansFull;
        return Moves.Next(before.State, RegistrationAction.Invite, before.FeeSettled, before.NeedsCheck).Succeeded(out _, out var refusal)
            ? new Decision(before with { Invitation = invitation }, RegistrationAction.Invite)
            : refusal;
    }

    /// <summary>A wrong code is both a change, which counts it, and a refusal, which the caller is told.</summary>
    private static (Decision? Decision, Problem? Refusal) Join(
        Loaded<Registration> loaded, string codeHash, ConsentGiven? given, ExamRules rules, Asked asked)
    {
        if (loaded.State is not { Invitation: { } invitation } before) return (null, ExamProblems.InvitationNotValid);
        if (Permissions.IsFamily(asked.Caller, before)) return (null, null);
        if (asked.ArrivedAt > invitation.ExpiresAt) return (null, ExamProblems.InvitationNotValid);
        if (invitation.CodeHash != codeHash)
        {
            var left = invitation with { Failures = invitation.Failures + 1 };
            var counted = before with { Invitation = left.Failures >= MaxFailures ? null : left };
            return (new Decision(counted, RegistrationAction.Join, "wrong-code"), ExamProblems.InvitationNotValid);
        }

        if (!ConsentGiven.Record(given, before.Form, rules, asked).Succeeded(out var consent, out var noConsent)) return (null, noConsent);
        var joined = before with { Guardians = [.. before.Guardians, asked.Caller.Id], Invitation = null };
        return (new Decision(joined, RegistrationAction.Join, $"consent {consent.TextVersion}, {consent.Relationship}"), null);
    }

    private string HashOf(RecordId id, string code) => hash.Of("guardian-invitation", id.Value, code);

    private string NewCode()
    {
        Span<byte> bytes = stackalloc byte[CodeLength];
        random(bytes);
        Span<char> code = stackalloc char[CodeLength];
        for (var i = 0; i < CodeLength; i++) code[i] = CodeAlphabet[bytes[i] % CodeAlphabet.Length];
        return new string(code);
    }
}
