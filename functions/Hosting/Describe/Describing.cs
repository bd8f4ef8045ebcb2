using System.Text.Json.Serialization.Metadata;

namespace PublicServices.Functions.Hosting.Describe;

/// <summary>Describes a route where it is declared.</summary>
internal static class Describing
{
    private const string Json = "application/json";

    /// <summary>Group and summary; every route has them.</summary>
    public static RouteBuilderStep Says(this RouteBuilderStep step, string tag, string summary)
    {
        var description = step.Trigger.Description;
        (description.Tag, description.Summary) = (tag, summary);
        return step;
    }

    /// <summary>A JSON body.</summary>
    public static RouteBuilderStep Reads(this RouteBuilderStep step, Func<JsonTypeInfo> json)
    {
        step.Trigger.Description.Body = json;
        return step;
    }

    /// <summary>A body that is taken as its bytes; with none of the types named, whatever it is.</summary>
    public static RouteBuilderStep ReadsBytes(this RouteBuilderStep step, params IReadOnlyList<string> contentTypes)
    {
        step.Trigger.Description.RawBody = contentTypes.Count > 0 ? contentTypes : ["*/*"];
        return step;
    }

    /// <summary>A JSON answer.</summary>
    public static RouteBuilderStep Answers(
        this RouteBuilderStep step, Func<JsonTypeInfo> json, int status = StatusCodes.Status200OK, string text = "Done.", bool hasVersion = false)
    {
        step.Trigger.Description.Add(new AnswerDescription(status, text, json, Json, hasVersion));
        return step;
    }

    /// <summary>An answer of another content type, or without a body.</summary>
    public static RouteBuilderStep AnswersPlain(this RouteBuilderStep step, int status, string text, string? contentType = null)
    {
        step.Trigger.Description.Add(new AnswerDescription(status, text, null, contentType));
        return step;
    }

    /// <summary>Refusals beside those that follow from access, body, address and headers.</summary>
    public static RouteBuilderStep Refuses(this RouteBuilderStep step, params IReadOnlyList<int> statuses)
    {
        step.Trigger.Description.Refuse(statuses);
        return step;
    }

    /// <summary>Takes <c>Idempotency-Key</c>.</summary>
    public static RouteBuilderStep TakesKey(this RouteBuilderStep step)
    {
        step.Trigger.Description.Add(new HeaderDescription(
            "Idempotency-Key", false, "1 to 128 characters of your own. The same key and request get the first answer again for seven days."));
        step.Trigger.Description.Refuse([StatusCodes.Status409Conflict, StatusCodes.Status422UnprocessableEntity]);
        return step;
    }

    /// <summary>Takes <c>If-Match</c>.</summary>
    /// <param name="required">False where a record that does not exist yet is made.</param>
    public static RouteBuilderStep TakesVersion(this RouteBuilderStep step, bool required = true)
    {
        step.Trigger.Description.Add(new HeaderDescription(
            "If-Match", required, "The version the change is based on, as the read's ETag gives it. Another version is refused with 409 and PS-002."));
        step.Trigger.Description.Refuse([StatusCodes.Status409Conflict, StatusCodes.Status422UnprocessableEntity]);
        return step;
    }

    /// <summary>Takes a header of the route's own.</summary>
    public static RouteBuilderStep TakesHeader(this RouteBuilderStep step, string name, string text)
    {
        step.Trigger.Description.Add(new HeaderDescription(name, true, text));
        return step;
    }
}
