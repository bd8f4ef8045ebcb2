using PublicServices.Infra.Delivery;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>Which of the three function apps runs a function; the others have it switched off.</summary>
internal enum FunctionGroup
{
    /// <summary>What people and machines call.</summary>
    Http,

    /// <summary>What messages and the change feed start.</summary>
    Messages,

    /// <summary>What the clock starts.</summary>
    Scheduled,
}

/// <summary>One function as the Functions host knows it: a name, and what starts it.</summary>
/// <param name="Name">
/// Letters and digits only. The host calls <c>POST /{Name}</c>, and <c>AzureWebJobs.{Name}.Disabled</c> = <c>true</c> switches it off.
/// </param>
/// <param name="Group">Which app runs it.</param>
internal abstract record AppFunction(string Name, FunctionGroup Group);

/// <summary>An HTTP route, proxied to the same route of this program.</summary>
/// <param name="Name"><inheritdoc cref="AppFunction" path="/param[@name='Name']"/></param>
/// <param name="Methods">Lower case.</param>
/// <param name="Route">Without the leading slash, as the host writes routes.</param>
internal sealed record HttpFunction(string Name, IReadOnlyList<string> Methods, string Route) : AppFunction(Name, FunctionGroup.Http);

/// <summary>One consumer's subscription at one topic.</summary>
/// <param name="Name"><inheritdoc cref="AppFunction" path="/param[@name='Name']"/></param>
/// <param name="Topic">The topic.</param>
/// <param name="Subscription">The subscription.</param>
internal sealed record MessageFunction(string Name, string Topic, TopicSubscription Subscription) : AppFunction(Name, FunctionGroup.Messages);

/// <summary>The change feed of records: hands what their outboxes hold to the broker.</summary>
/// <param name="Name"><inheritdoc cref="AppFunction" path="/param[@name='Name']"/></param>
internal sealed record RelayFunction(string Name) : AppFunction(Name, FunctionGroup.Messages);

/// <summary>Something done every so often.</summary>
/// <param name="Name"><inheritdoc cref="AppFunction" path="/param[@name='Name']"/></param>
/// <param name="Timer">The timer's own name, lower case with dashes.</param>
/// <param name="Period">Time between two runs.</param>
internal sealed record TimerFunction(string Name, string Timer, TimeSpan Period) : AppFunction(Name, FunctionGroup.Scheduled);
