using System.Text.Json.Serialization;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition;

/// <summary>What a school sends to publish its prices; the school is in the address.</summary>
internal sealed record CatalogueBody(
    LocalText Name, bool IsPublic, IReadOnlyList<FeeItem> Items, IReadOnlyList<InstalmentPart> Instalments, string Reason = "");

/// <summary>What a school sends to record a benefit.</summary>
internal sealed record BenefitBody(string Student, string StudentName, string Group, DateOnly From, DateOnly To, string Evidence);

/// <summary>What the second officer sends.</summary>
internal sealed record DecisionBody(bool Approve, string Reason = "");

/// <summary>Why a bill is cancelled or issued again.</summary>
internal sealed record ReasonBody(string Reason);

/// <summary>Bills to pay together.</summary>
internal sealed record PayBody(IReadOnlyList<string> Bills, bool Whole = true);

/// <summary>What a family sends to take a pupil's bills among its own.</summary>
internal sealed record JoinBody(string Student);

/// <summary>Source-generated JSON of what callers send.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CatalogueBody))]
[JsonSerializable(typeof(BenefitBody))]
[JsonSerializable(typeof(DecisionBody))]
[JsonSerializable(typeof(ReasonBody))]
[JsonSerializable(typeof(PayBody))]
[JsonSerializable(typeof(JoinBody))]
internal sealed partial class TuitionHttpJson : JsonSerializerContext;

/// <summary>Reads requests of the tuition feature.</summary>
internal static class TuitionRequests
{
    /// <summary>The request as operations take it, without the caller's own key.</summary>
    /// <param name="cause">The key of the form it came by; null for none.</param>
    public static Asked Asked(this HttpContext context, Cause? cause = null) =>
        new(context.Caller(), context.ArrivedAt(), context.CorrelationId(), context.Language(), cause);

    /// <summary>The same for a visitor who need not be signed in.</summary>
    public static Asked AskedByAnybody(this HttpContext context) => new(
        context.CallerOrNull() ?? new Caller("visitor", Role.Family, ""), context.ArrivedAt(), context.CorrelationId(), context.Language());

    /// <summary>The request under the caller's own key, when there is one.</summary>
    /// <param name="fingerprint">Tells a repeat from another request under the same key.</param>
    public static Result<Asked> Asked(this HttpContext context, string fingerprint)
    {
        var asked = context.Asked();
        return context.Request.IdempotencyCause(asked.Caller, fingerprint).Succeeded(out var cause, out var problem)
            ? asked with { Cause = cause }
            : problem!;
    }
}
