using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("PublicServices.Tests.Unit")]
[assembly: InternalsVisibleTo("PublicServices.Tests.Adapters")]
[assembly: InternalsVisibleTo("PublicServices.Tests.EndToEnd")]
[assembly: InternalsVisibleTo("PublicServices.Tests.Bench")]
