using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams;

/// <summary>What a caller sends to file or save a form; the session is in the address.</summary>
internal sealed record FormBody(RegistrationForm Form, ConsentGiven? Consent = null);

/// <summary>The reasons of a correction.</summary>
internal sealed record CorrectionBody(IReadOnlyList<CorrectionReason> Reasons);

/// <summary>What a guardian sends to join.</summary>
internal sealed record JoinBody(string Identity, string Code, ConsentGiven? Consent = null);

/// <summary>What an officer sends to extend a window.</summary>
internal sealed record ExtensionBody(ExtensionScope Scope, DateTimeOffset Until, string Reason, string? Target = null);

/// <summary>What an officer sends to define a unit; its code is in the address.</summary>
internal sealed record UnitBody(
    LocalText Name, string DossierUnit, IReadOnlyList<CandidateType> Takes, IReadOnlyList<Dated<bool>>? PriorCheck = null);

/// <summary>What a caller announces of a file before it comes in blocks.</summary>
internal sealed record UploadBody(string Kind, string FileName, long SizeBytes, string? ContentType = null, string? Sha256 = null);

/// <summary>A change of one registration, as its request states it.</summary>
internal readonly record struct ChangeRequest(RecordId Registration, long Version, Asked Asked);

/// <summary>Reads requests of the exam feature.</summary>
internal static class ExamRequests
{
    /// <summary>The request as operations take it, without the caller's own key.</summary>
    /// <param name="cause">The key of the form it came by; null for none.</param>
    public static Asked Asked(this HttpContext context, Cause? cause = null) =>
        new(context.Caller(), context.ArrivedAt(), context.CorrelationId(), context.Language(), cause);

    /// <summary>The request as operations take it, under the caller's own key when there is one.</summary>
    /// <param name="fingerprint">Tells a repeat from another request under the same key.</param>
    public static Result<Asked> Asked(this HttpContext context, string fingerprint)
    {
        var asked = context.Asked();
        return context.Request.IdempotencyCause(asked.Caller, fingerprint).Succeeded(out var cause, out var problem)
            ? asked with { Cause = cause }
            : problem!;
    }

    /// <summary>A change of the registration in the address, at the version in <c>If-Match</c>.</summary>
    /// <param name="content">Hash of the body, when there is one.</param>
    public static Result<ChangeRequest> Change(this HttpContext context, string id, string content = "")
    {
        if (!RecordId.TryParse(id, ExamIds.RegistrationKind, out var registration)) return KernelProblems.NotFound;
        if (!context.Request.ExpectedVersion().Succeeded(out var version, out var malformed)) return malformed!;
        if (version is not { } expected) return ExamProblems.VersionNeeded;
        return context.Asked($"{expected} {content}").Succeeded(out var asked, out var badKey)
            ? new ChangeRequest(registration, expected, asked)
            : badKey;
    }
}
