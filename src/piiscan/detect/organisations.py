"""Tells whose an account on a hosting service is: an organisation's, a project's or a person's."""

from __future__ import annotations

import re

from piiscan.compiled import regex
from piiscan.detect.memory import remembered

#: Organisations and projects whose accounts stand in many repositories. Facts, written down from memory; a name that is
#: missing costs a note about an account that is nobody's, one too many a person's account.
_KNOWN = frozenset(
    (
        b"18f 1password 2ndquadrant ableton ace-editor acme acme-corp acme-oss actions activeadmin actix adafruit adobe "
        b"aio-libs airbnb airspeed-velocity akaunting akka algolia alibaba alinto aliyun allenai alphagov alpinejs "
        b"alpinelinux amazon amazonlinux amd amqp-node amzn anaconda android androidx angular angular-ui ansible "
        b"ansible-collections ansible-community ant-design anthropics apache apache-cordova apache-incubator apache-spark "
        b"apache-superset api-platform apigee apollo-elements apolloauto apolloconfig apollographql appium apple appveyor "
        b"arangodb archlinux ardour arduino ardupilot argoproj arm artifactory asana asciidoctor aspnet asterisk astral-sh "
        b"astropy atlassian audacity auth0 autodesk automattic autowarefoundation avaloniaui aws aws-amplify aws-samples "
        b"awslabs azure azure-samples azuread babel badges baidu balena-io basecamp basho bazaarvoice bazelbuild bbc "
        b"beancount bears-r-us bigcode-project bigcommerce binance bioconductor bitbucket bitcoin bitwarden blender bokeh "
        b"boostorg bootstrap bosh bottlepy braintree browserify buddypress bugsnag buildroot bundler busybox bytedance "
        b"cactus caddyserver callstack canonical carla-simulator carrierwaveuploader cartodb cassandra catchorg cdnjs "
        b"celery census-instrumentation centerforopenscience ceph cern cert-manager certbot certible cesiumgs chaijs "
        b"chainsafe chakra-ui charmbracelet chartjs checkstyle chromedevtools chromium cilium circleci circuitpython "
        b"cisagov cisco cisofy citusdata clap-rs clever clickhouse clojure cloudflare cloudfoundry cmake cncf cockroachdb "
        b"codacy codecov codemirror codesandbox codewars codota coinbase collectd collective-funds commercialhaskell "
        b"commitizen composer compwa conda conda-forge consensys containerd containers contentful contiki-os "
        b"conventional-changelog cookpad cordova coreboot coreos couchbase coursera coveralls-clients crabgrass "
        b"creativecommons cri-o crossbeam-rs crowdstrike crystal-lang cssnano csstools cuckoosandbox cue-lang curl "
        b"cyberagent cypress-io cyrusimap cython cz-nic d3 daangn dapr dart-lang dashlane datacarpentry datadesk datadog "
        b"datamade datastax dcloudio dcm4che debian deepmind deepset-ai definitelytyped deliveryhero dena denoland "
        b"dependabot dev-sec dgraph-io dhis2 diaspora didi diesel-rs digitalocean directus discord distribution divio "
        b"django django-cms django-compressor django-extensions django-guardian django-haystack django-import-export "
        b"django-ldapdb django-money django-oscar django-tastypie dlang dmlc docker docker-mailserver docsifyjs doctrine "
        b"docusaurus dolibarr dotnet dovecot dragonflybsd dragonflyoss dromara dropbox drupal duosecurity dynatrace "
        b"eclipse eclipse-mosquitto eclipse-paho eclipse-vertx edx eff ejabberd elastic elastic-security elasticsearch "
        b"electron elemefe element-hq element-plus elixir-ecto elixir-lang emacs-mirror ember-cli emberjs emotion-js emqx "
        b"encode enpass enterprisedb envoyproxy equinix erlang erpnext errorprone es-shims esl eslint esm-bundler esphome "
        b"espressif etcd-io etesync ethereum etherpad evonove exercism exim exoscale explosion expo expo-community "
        b"expressjs f-droid facebook facebook-react facebookarchive facebookincubator facebookresearch fastapi fasterxml "
        b"fastify fastly fedora-infra fedoraproject ffmpeg fhir fido-alliance finagle financial-times firebase fireeye "
        b"firefly-iii flatiron flatpak fluent fluentassertions flutter fluxcd fmtlib follow-redirects forgejo forgerock "
        b"form-data formatjs formidablelabs foundation framasoft framework7io frappe freebsd freecad freecodecamp "
        b"freedesktop freedomofpress freeipa freertos freeswitch friendsofphp friendsofsymfony fsnotify fsspec ft "
        b"funkwhale gatsbyjs gerrit-review getnikola getpelican getredash getsentry getyourguide gevent gflags gimp-mirror "
        b"gin-gonic git git-for-windows git-lfs gitea gitgitgadget github githubtraining gitlab-org gitlabhq gitpod-io "
        b"glitch globaleaks gluster gluu gnome gnucash gnuradio go-chi go-gitea go-kit go-logr go-openapi go-playground "
        b"go-redis go-sql-driver go-yaml gocardless godotengine gogs goharbor gohugoio golang golang-jwt golang-migrate "
        b"gomodule google google-cloud googleads googleapis googlechrome googlechromelabs googlecloudplatform googlefonts "
        b"googlei18n gorilla gpg gradio-app gradle grafana graphile graphite-project graphql graphql-python gravitee-io "
        b"greenkeeperio groupby grpc grpc-ecosystem gruntjs gsa guardian guardianproject gulpjs guzzle h5p hackclub "
        b"hackmdio haiku handbrake hapijs haproxy haraka hashicorp haskell haskell-servant hasura hatena heartcombo "
        b"hellofresh helm heroku hetznercloud hexojs hexojs-themes hibernate highcharts hivemq hl7 home-assistant "
        b"home-assistant-libs homebrew homebridge honeybadger-io horde hotwired http-party httpie httpswatch huawei "
        b"huaweicloud hubot-scripts hubotio hubspot huggingface hyperium hyperledger i18next ibm icinga idempiere ietf "
        b"igniterealtime illumos imagemagick influxdata inkscape insomnia inspect-js instructure intel intercom intuit "
        b"invertase invoiceninja ionic-team ipython iredmail istio itseez jaegertracing janestreet jazzband jenkinsci "
        b"jestjs jetbrains jetbrains-research jfrog jhipster jitsi joomla joyent jquery jruby jsdelivr julialang "
        b"junit-team jupyter jupyterhub jupyterlab k3s-io k8s kakao kamailio karma-runner kaspersky kde keepachangelog "
        b"keepassxc keepassxreboot keras-team keycloak khan kicad kineticadb kite kitware kiwicom klipper3d knative knex "
        b"koajs kolab kong kotlin kraken kubernetes kubernetes-incubator kubernetes-sigs kubevirt labstack laminas "
        b"langchain-ai laravel lastpass latchset latex3 leaflet ledger ledgerhq lektor lelylan lemmynet less letsencrypt "
        b"libevent libgdx libgit2 libressl libreswan libuv libvirt lightbend lightningnetwork lighttpd ligo line lineageos "
        b"linkedin linode linotp linphone linux-system-roles llvm lmms lodash logstash logstash-plugins longhorn losant "
        b"lostisland lsst lxc lxd lyft lz4 macports magento magicstack magit mailchimp mailcow mailgun mailhog mailru "
        b"mailu mandiant mapbox mariadb marlinfirmware masterminds mastodon material-components matomo-org matplotlib "
        b"matrix-org mattermost mautrix mediawiki mercari mercurial mesonbuild meta-llama metabase metallb metamask "
        b"metasfresh metasploit meteor metosin mezzanine micromatch micronaut-projects micropython microsoft "
        b"microsoft-edge microsoft-research minio ministryofjustice minix mirage mirth misp misskey-dev mitre mjmlio "
        b"mkdocs mlh mobxjs moby mochajs mockery mockito modoboa moment mongodb mongodb-js mono moodle mozilla "
        b"mozilla-mobile mozilla-services mpc-hc mpv-player mqtt mqttjs mrdoob-org mui mulesoft mumble-voip musescore "
        b"mybatis mycroftai mydumper mymarilyn mysql n26 nagios nagiosenterprises nasa native-instruments nativescript "
        b"nativescript-vue nats-io naver nebula nelmio neo4j neovim nervjs nestjs netbirdio netbsd netdata netflix netlify "
        b"netty networktocode newrelic newsapps nextcloud nginx nginxinc nhn nikola nim-lang ninenines ninja-build "
        b"nitrokey nixos nlog nltk nmap noaa node-fetch node-red nodegit nodejitsu nodejs nodemailer npm nsacyber numpy "
        b"nunit nuxt nuxtlabs nvidia nytimes oauth2-proxy objectbox observablehq obsproject oca ocaml ocsigen octokit "
        b"octoprint octopusdeploy odoo offensive-security ofx ohif oisf oklog okta ollama omniauth onelogin onsenui "
        b"open-policy-agent open-telemetry openai openai-archive openapitools openbmc openbravo openbsd opencast "
        b"openclassrooms opencontainers opencv opendatakit openebs openedx openemr opengoofy openhab openid openindiana "
        b"openlayers openmrs openscad openscap openshift opensips opensmtpd openssh openssl openstack openstreetmap "
        b"opensuse opentofu opentracing openvpn openwrt openzeppelin openzipkin openziti opsgenie optimalbits oracle "
        b"orthanc osgeo osmocom ossf ostreedev otto-de oven-sh overleaf ovh owasp owncloud packer-plugins packethost "
        b"padlock pagerduty pallets pallets-eco pandas-dev pandoc pangeo-data parcel-bundler particle-iot passbolt "
        b"passport paypal peertube pelican percona perforce performancecopilot perl5-dbi pgbackrest pgbouncer phacility "
        b"phaserjs phoenixframework php php-fig phpmyadmin phpoffice phpseclib phpstan phpunit pingcap pingidentity "
        b"pinterest pivotal-cf piwik pixelfed pixijs pixiv pkg plaid plataformatec playframework pleroma plone plotly "
        b"pmndrs pnpm podman-container-tools portswigger postalsys postcss postfixadmin postgis postgraphile postgres "
        b"postgresql postgrest postmanlabs postmarketos powershell pre-commit preactjs prettier prisma pritunl privacyidea "
        b"probot processone projectcalico projectcontour projectdiscovery projectlombok prometheus prompt-toolkit "
        b"propublica prosody protocolbuffers proxysql prusa3d psf pulumi puma-org puppeteer puppetlabs purgecss px4 pyca "
        b"pycqa pyinstaller pypa pypi pytest-dev python python-attrs python-trio pytorch qemu qgis qiniu qt quarkusio "
        b"quasarframework quay questdb qutebrowser r-dbi r-lib rabbitmq racket racksec radareorg rails rakuten rancher "
        b"rapid7 rare-technologies rasa-hq rasahq raspberrypi react-native-community react-navigation reactivecircus "
        b"reactivex reactjs reactnativecn reactos readthedocs realm redhat redhat-developer redis redis-py redocly "
        b"redux-saga reduxjs relay-tools remix-run renovatebot replit resin-io resque rest-client restic rethinkdb "
        b"reviewboard ring-clojure riot-os ripple riseupnet rkt rocketchat rollbar rollup rook ropensci ros ros-planning "
        b"ros2 roundcube rspatial rspec rstudio rtl-sdr rubocop ruby rubygems run-llama rust-lang rust-random rustcrypto "
        b"sakaiproject salesforce saltstack sanic-org sap sarugaku sass sberbank sbt scala scaleway scikit-learn scipy "
        b"scipy-lectures scrapy scrutinizer-ci scylladb seata secureauthcorp securedrop seleniumhq semantic-release "
        b"sendgrid sendgrid-archive sensiolabs sequelize serde-rs serilog serverless shadowsocks shields-io shopify "
        b"shopify-archive sigmahq signalapp sigstore sinatra skbkontur skypackjs slackapi slackhq slatedocs smart-on-fhir "
        b"snapcore snipsco snort3 snowpackjs snyk softethervpn software-carpentry software-mansion sogo solana-labs "
        b"solidjs solidusio solokeys sonarsource sonatype soundcloud sourcegraph sourcehut spacetelescope sparkfun "
        b"sparksuite spdx sphinx-doc spinnaker splunk spotbugs spotify spree spring-projects springload sqlalchemy square "
        b"squid-cache squizlabs sssd stackblitz stackforge stanfordnlp statsd stellar stoplightio storybookjs strapi "
        b"streamlit stretchr stripe strongswan styled-components stylelint stylus sublimehq sunpy supabase sveltejs svn "
        b"swagger-api swaggo symfony sysown systemd tabnine tails tailscale tailwindlabs tanstack tasmota tc39 teamspeak "
        b"tektoncd telegramdesktop tencent tensorflow termux terraform-aws-modules testing-library texstudio-org "
        b"the-tcpdump-group theforeman thehive-project theodinproject thephpleague thingsboard thingspeak thoughtbot "
        b"tianocore tidyverse tigera tikv timescale tinkerbell tinkoff tinyerp tokio-rs torch tornadoweb torproject toss "
        b"tox-dev traefik travis-ci trezor trivago trojan-gfw truffleruby trufflesuite tryghost tryton tukaani-project "
        b"twbs twilio twisted twitter twitter-archive tyktechnologies typeorm typescript-eslint u-boot uber uber-archive "
        b"uber-common uber-go ubports ubuntu ultimaker underscorejs unity-technologies unoplatform unpkg upcloud urfave "
        b"urllib3 usds user-attachments usnistgov util-linux v2fly v2ray v8 vagrant vant-ui vector-im vectordotdev vercel "
        b"vernemq videolan vim virustotal vitejs vitess vitessio vitest-dev vkcom vmware vmware-tanzu volatilityfoundation "
        b"vscode vuejs vuejs-templates vuepress vuetifyjs vultr w3c wagtail washingtonpost weaveworks web3 webdriverio "
        b"webjars webkit webpack webpack-contrib websockets wechaty whatwg whiskeysockets whispersystems wikimedia "
        b"wireguard wireshark wix woocommerce wordpress wp-cli wso2 xamarin xen-project xiaomi xing xmppjs xtls xunit "
        b"xz-mirror yahoo yahoojapan yandex yandex-cloud yara yarnpkg yesodweb yoctoproject youzan yubico zabbix zalando "
        b"zalando-incubator zaproxy zarr-developers zeek zeit zendesk zendframework zephyrproject-rtos zeromq zerotier "
        b"zigbee2mqtt ziglang zimbra zlib-ng zopefoundation zulip "
    ).split()
)
#: What accounts of projects end or begin with: `nodejs`, `acme-labs`, `django-crispy-forms`.
_SHAPE = regex(
    rb"(?:js|py|lang|org|inc|io|hq|labs?|team|projects?|foundation|software|devs?|developers?|apps?|libs?|framework|community|[-_f]oss|corp"
    rb"|tech|systems?|tools?|cloud|apis?|sdk|cli|sql|data|group|studios?|digital|solutions|research|security|infra|platform"
    rb"|collective|docs|plugins?|packages|contrib|server|client|soft|ware|works|media|online|mobile|games?|linux|http|php|mail|chat"
    rb"|bot|[-_](?:actions|ci|ui|db|net|web|wg|core|os|ai|rs|rb|go|ftp))$"
    rb"|^(?:the-?|open|team-?|project-?|lib|node-|py|go-|php-|ruby-|haskell-|django-|react-|vue-|angular-|apache|gnu|get)"
    rb"|labs|foundation|project|community|developers|ecosystem|university|institute|consult",
    re.IGNORECASE,
)
_SIGNS = regex(rb"[^a-z0-9]+")
_SUFFIX = regex(rb"(?:js|org|py|team|hq|io)$")


@remembered
def is_organisation(account: bytes, repository: bytes = b"") -> bool:
    """Whether ``account`` reads like an organisation's or a project's, beside the name of one of its repositories:
    `celery/celery` and `mochajs/mocha` are projects' own."""
    if account.lower() in _KNOWN or _SHAPE.search(account):
        return True
    own = _SIGNS.sub(b"", account.lower())
    other = _SIGNS.sub(b"", repository.lower().removesuffix(b".git"))
    if not other or len(own) < 3:
        return False
    short = _SUFFIX.sub(b"", own)
    return (
        own in other
        or other in own
        or (len(short) > 3 and short in other)
        or (len(other) >= 5 and own[:5] == other[:5])
    )
