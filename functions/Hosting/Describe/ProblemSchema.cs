using System.Text.Json.Nodes;

namespace PublicServices.Functions.Hosting.Describe;

/// <summary>The schema of every refusal; <see cref="Web.ProblemJson"/> writes them by hand, so it is written by hand too.</summary>
internal static class ProblemSchema
{
    public static JsonObject Json() => JsonNode.Parse(
        """
        {
          "type": "object",
          "description": "A refusal, RFC 9457.",
          "properties": {
            "type": {"type": "string", "description": "`/problems/` and the code."},
            "title": {"type": "string", "description": "What happened, for people."},
            "status": {"type": "integer", "format": "int32"},
            "detail": {"type": "string", "description": "What to do about it, or the particulars."},
            "code": {"type": "string", "pattern": "^[A-Z]+-[0-9]{3}$", "description": "Never changes its meaning, for example `EXAM-012`."},
            "correlationId": {"type": "string", "description": "Names the request in our logs."},
            "errors": {
              "type": "array",
              "description": "The fields at fault.",
              "items": {
                "type": "object",
                "properties": {
                  "field": {"type": "string"},
                  "code": {"type": "string"},
                  "message": {"type": "string", "description": "What is wrong, for people."}
                },
                "required": ["field", "code", "message"]
              }
            }
          },
          "required": ["type", "title", "status", "code", "correlationId"]
        }
        """)!.AsObject();
}
