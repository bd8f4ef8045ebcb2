namespace PublicServices.Exams;

/// <summary>Which documents a registration still needs. They do not hold up filing: the school asks for them when it checks.</summary>
public static class RequiredDocuments
{
    public static IReadOnlyList<CodeRule> Missing(Registration registration, ExamRules rules) =>
    [
        .. rules.Attachments.All.Where(rule =>
            IsNeeded(rule, registration.Form) && registration.Attachments.All(file => file.Kind != rule.Code)),
    ];

    private static bool IsNeeded(AttachmentRule rule, RegistrationForm form) => rule.Needed switch
    {
        "always" => true,
        "priority" => form.PriorityGroup is not null,
        "exemption" => form.ExemptionCertificate is not null,
        "fee" => form.FeeExemption is not null,
        "free" => form.Type is not null and not CandidateType.A,
        _ => false,
    };
}
