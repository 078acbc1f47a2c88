from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
        CREATE EXTENSION IF NOT EXISTS unaccent;
        CREATE TEXT SEARCH CONFIGURATION acetate (COPY = simple);
        ALTER TEXT SEARCH CONFIGURATION acetate
            ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
        CREATE FUNCTION acetate_fold(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
            AS $f$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, $1)) $f$;
        CREATE TABLE "jobs" (
    "id" UUID NOT NULL PRIMARY KEY,
    "name" VARCHAR(100) NOT NULL,
    "queue" VARCHAR(20) NOT NULL,
    "args" JSONB NOT NULL,
    "status" VARCHAR(10) NOT NULL DEFAULT 'queued',
    "attempts" INT NOT NULL DEFAULT 0,
    "max_attempts" INT NOT NULL DEFAULT 5,
    "unique_key" VARCHAR(200) UNIQUE,
    "run_at" TIMESTAMPTZ NOT NULL,
    "sent_at" TIMESTAMPTZ,
    "lease_until" TIMESTAMPTZ,
    "lease_token" UUID,
    "error" TEXT,
    "created_at" TIMESTAMPTZ NOT NULL,
    "finished_at" TIMESTAMPTZ
);
CREATE TABLE "users" (
    "id" UUID NOT NULL PRIMARY KEY,
    "handle" VARCHAR(30) NOT NULL UNIQUE,
    "email" VARCHAR(254) NOT NULL,
    "email_key" VARCHAR(254) NOT NULL UNIQUE,
    "password_hash" VARCHAR(200) NOT NULL,
    "display_name" VARCHAR(100) NOT NULL,
    "bio_md" TEXT NOT NULL DEFAULT '',
    "links" JSONB NOT NULL DEFAULT '[]',
    "role" VARCHAR(10) NOT NULL DEFAULT 'listener',
    "is_admin" BOOL NOT NULL DEFAULT False,
    "created_at" TIMESTAMPTZ NOT NULL,
    "disabled_at" TIMESTAMPTZ
);
CREATE TABLE "collaborators" (
    "id" UUID NOT NULL PRIMARY KEY,
    "role" VARCHAR(12) NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "library_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
    "user_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_collaborato_library_1feff8" UNIQUE ("library_id", "user_id")
);
CREATE INDEX "idx_collaborato_user_id_494fe4" ON "collaborators" ("user_id");
CREATE TABLE "sessions" (
    "id" UUID NOT NULL PRIMARY KEY,
    "kind" VARCHAR(10) NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "access_hash" VARCHAR(64) NOT NULL UNIQUE,
    "access_expires_at" TIMESTAMPTZ,
    "refresh_hash" VARCHAR(64) UNIQUE,
    "previous_refresh_hash" VARCHAR(64),
    "rotated_at" TIMESTAMPTZ,
    "expires_at" TIMESTAMPTZ,
    "created_at" TIMESTAMPTZ NOT NULL,
    "last_seen_at" TIMESTAMPTZ NOT NULL,
    "revoked_at" TIMESTAMPTZ,
    "revoked_why" VARCHAR(40),
    "user_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_sessions_user_id_80072d" ON "sessions" ("user_id");
CREATE TABLE "assets" (
    "id" UUID NOT NULL PRIMARY KEY,
    "kind" VARCHAR(10) NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "composite_sha256" VARCHAR(64),
    "size" BIGINT NOT NULL,
    "filename" VARCHAR(1000) NOT NULL,
    "state" VARCHAR(10) NOT NULL DEFAULT 'uploaded',
    "lease_until" TIMESTAMPTZ NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "library_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_assets_library_89e05a" UNIQUE ("library_id", "kind", "sha256")
);
CREATE TABLE "library_usage" (
    "used_bytes" BIGINT NOT NULL DEFAULT 0,
    "reserved_bytes" BIGINT NOT NULL DEFAULT 0,
    "library_id" UUID NOT NULL PRIMARY KEY REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "uploads" (
    "id" UUID NOT NULL PRIMARY KEY,
    "kind" VARCHAR(10) NOT NULL,
    "filename" VARCHAR(1000) NOT NULL,
    "size" BIGINT NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "part_size" BIGINT NOT NULL,
    "parts_total" INT NOT NULL,
    "store_ref" TEXT NOT NULL DEFAULT '',
    "status" VARCHAR(12) NOT NULL DEFAULT 'open',
    "challenge" JSONB,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "asset_id" UUID REFERENCES "assets" ("id") ON DELETE SET NULL,
    "library_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
    "started_by_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_uploads_library_b068de" ON "uploads" ("library_id", "sha256");
CREATE INDEX "idx_uploads_status_1c4d9f" ON "uploads" ("status", "expires_at");
CREATE TABLE "upload_parts" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "n" INT NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "md5" VARCHAR(32) NOT NULL,
    "upload_id" UUID NOT NULL REFERENCES "uploads" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_upload_part_upload__1cbb24" UNIQUE ("upload_id", "n")
);
CREATE TABLE "tags" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" VARCHAR(50) NOT NULL UNIQUE,
    "label" VARCHAR(50) NOT NULL
);
CREATE TABLE "tracks" (
    "id" UUID NOT NULL PRIMARY KEY,
    "slug" VARCHAR(120) NOT NULL,
    "title" VARCHAR(300) NOT NULL,
    "description_md" TEXT NOT NULL DEFAULT '',
    "liner_notes_md" TEXT NOT NULL DEFAULT '',
    "session" JSONB NOT NULL DEFAULT '{}',
    "genre" VARCHAR(100) NOT NULL DEFAULT '',
    "license" VARCHAR(40) NOT NULL DEFAULT 'all-rights-reserved',
    "license_text" TEXT NOT NULL DEFAULT '',
    "isrc" VARCHAR(12),
    "artist_name" VARCHAR(100) NOT NULL,
    "tag_names" JSONB NOT NULL DEFAULT '[]',
    "art_render" UUID,
    "visibility" VARCHAR(10) NOT NULL DEFAULT 'private',
    "secret_hash" VARCHAR(64),
    "secret_token" VARCHAR(64),
    "release_state" VARCHAR(10) NOT NULL DEFAULT 'draft',
    "release_at" TIMESTAMPTZ,
    "teaser_from" TIMESTAMPTZ,
    "vault" BOOL NOT NULL DEFAULT False,
    "paid_download" BOOL NOT NULL DEFAULT False,
    "download_policy" VARCHAR(10) NOT NULL DEFAULT 'disabled',
    "comments_open" BOOL NOT NULL DEFAULT True,
    "primary_version_id" UUID,
    "play_count" BIGINT NOT NULL DEFAULT 0,
    "comment_count" INT NOT NULL DEFAULT 0,
    "rev" INT NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ,
    "artwork_id" UUID REFERENCES "assets" ("id") ON DELETE SET NULL,
    "owner_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_tracks_owner_i_5bbad3" UNIQUE ("owner_id", "slug")
);
CREATE INDEX "idx_tracks_slug_beb93f" ON "tracks" ("slug");
CREATE TABLE "credits" (
    "id" UUID NOT NULL PRIMARY KEY,
    "person" VARCHAR(100) NOT NULL,
    "role" VARCHAR(100) NOT NULL,
    "url" VARCHAR(2000) NOT NULL DEFAULT '',
    "position" INT NOT NULL DEFAULT 0,
    "track_id" UUID NOT NULL REFERENCES "tracks" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_credits_track_i_c5e4cf" ON "credits" ("track_id", "position");
CREATE TABLE "track_tags" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "tag_id" BIGINT NOT NULL REFERENCES "tags" ("id") ON DELETE CASCADE,
    "track_id" UUID NOT NULL REFERENCES "tracks" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_track_tags_track_i_9d20e5" UNIQUE ("track_id", "tag_id")
);
CREATE INDEX "idx_track_tags_tag_id_49379d" ON "track_tags" ("tag_id");
CREATE TABLE "track_versions" (
    "id" UUID NOT NULL PRIMARY KEY,
    "label" VARCHAR(100) NOT NULL,
    "position" INT NOT NULL DEFAULT 0,
    "status" VARCHAR(10) NOT NULL DEFAULT 'pending',
    "progress" SMALLINT NOT NULL DEFAULT 0,
    "failure" JSONB,
    "warnings" JSONB NOT NULL DEFAULT '[]',
    "render_id" UUID,
    "duration_ms" BIGINT,
    "sample_rate" INT,
    "channels" SMALLINT,
    "bit_depth" SMALLINT,
    "codec" VARCHAR(40),
    "file_tags" JSONB NOT NULL DEFAULT '{}',
    "lufs" DOUBLE PRECISION,
    "lra" DOUBLE PRECISION,
    "true_peak" DOUBLE PRECISION,
    "ready_at" TIMESTAMPTZ,
    "created_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ,
    "original_id" UUID NOT NULL REFERENCES "assets" ("id") ON DELETE RESTRICT,
    "track_id" UUID NOT NULL REFERENCES "tracks" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_track_versi_track_i_a628dd" ON "track_versions" ("track_id", "position");
CREATE INDEX "idx_track_versi_origina_643916" ON "track_versions" ("original_id");
CREATE TABLE "stems" (
    "id" UUID NOT NULL PRIMARY KEY,
    "role" VARCHAR(10) NOT NULL,
    "title" VARCHAR(300) NOT NULL,
    "position" INT NOT NULL DEFAULT 0,
    "credits" JSONB NOT NULL DEFAULT '[]',
    "created_at" TIMESTAMPTZ NOT NULL,
    "asset_id" UUID NOT NULL REFERENCES "assets" ("id") ON DELETE RESTRICT,
    "version_id" UUID NOT NULL REFERENCES "track_versions" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_stems_version_2ba390" ON "stems" ("version_id", "position");
CREATE INDEX "idx_stems_asset_i_20e8fd" ON "stems" ("asset_id");
CREATE TABLE "transcodes" (
    "id" UUID NOT NULL PRIMARY KEY,
    "kind" VARCHAR(10) NOT NULL,
    "tier" VARCHAR(10) NOT NULL DEFAULT 'std',
    "status" VARCHAR(10) NOT NULL,
    "render_id" UUID NOT NULL,
    "path" VARCHAR(200) NOT NULL DEFAULT '',
    "codecs" VARCHAR(40) NOT NULL DEFAULT '',
    "bandwidth" INT NOT NULL DEFAULT 0,
    "average_bandwidth" INT NOT NULL DEFAULT 0,
    "segments" INT NOT NULL DEFAULT 0,
    "priming" INT NOT NULL DEFAULT 0,
    "samples" BIGINT NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "files" JSONB NOT NULL DEFAULT '[]',
    "failure" JSONB,
    "created_at" TIMESTAMPTZ NOT NULL,
    "version_id" UUID NOT NULL REFERENCES "track_versions" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_transcodes_version_756fe8" UNIQUE ("version_id", "kind")
);
CREATE TABLE "waveforms" (
    "render_id" UUID NOT NULL,
    "sample_rate" INT NOT NULL,
    "samples_per_pixel" INT NOT NULL DEFAULT 256,
    "points" INT NOT NULL,
    "overview" JSONB NOT NULL DEFAULT '[]',
    "version_id" UUID NOT NULL PRIMARY KEY REFERENCES "track_versions" ("id") ON DELETE CASCADE
);
CREATE TABLE "comments" (
    "id" UUID NOT NULL PRIMARY KEY,
    "at_ms" INT,
    "body_md" TEXT NOT NULL,
    "body_html" TEXT NOT NULL,
    "status" VARCHAR(10) NOT NULL DEFAULT 'visible',
    "created_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ,
    "parent_id" UUID REFERENCES "comments" ("id") ON DELETE CASCADE,
    "track_id" UUID NOT NULL REFERENCES "tracks" ("id") ON DELETE CASCADE,
    "user_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
    "version_id" UUID REFERENCES "track_versions" ("id") ON DELETE SET NULL
);
CREATE INDEX "idx_comments_track_i_6626ba" ON "comments" ("track_id", "at_ms");
CREATE INDEX "idx_comments_user_id_d0d99f" ON "comments" ("user_id");
CREATE INDEX "idx_comments_parent__5f1653" ON "comments" ("parent_id");
CREATE TABLE "analytics_daily" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "day" DATE NOT NULL,
    "plays" INT NOT NULL DEFAULT 0,
    "uniques" INT NOT NULL DEFAULT 0,
    "completions" INT NOT NULL DEFAULT 0,
    "repeats" INT NOT NULL DEFAULT 0,
    "staff_plays" INT NOT NULL DEFAULT 0,
    "bot_plays" INT NOT NULL DEFAULT 0,
    "ms_listened" BIGINT NOT NULL DEFAULT 0,
    "retention" JSONB NOT NULL DEFAULT '[]',
    "quiet_plays" INT NOT NULL DEFAULT 0,
    "quiet_completions" INT NOT NULL DEFAULT 0,
    "quiet_ms" BIGINT NOT NULL DEFAULT 0,
    "countries" JSONB NOT NULL DEFAULT '{}',
    "referrers" JSONB NOT NULL DEFAULT '{}',
    "track_id" UUID NOT NULL REFERENCES "tracks" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_analytics_d_track_i_9a9bcd" UNIQUE ("track_id", "day")
);
CREATE TABLE "analytics_play" (
    "id" UUID NOT NULL PRIMARY KEY,
    "version_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "visitor" BYTEA,
    "first_at" TIMESTAMPTZ NOT NULL,
    "last_at" TIMESTAMPTZ NOT NULL,
    "ms_listened" BIGINT NOT NULL DEFAULT 0,
    "ranges" INT8MULTIRANGE NOT NULL DEFAULT '{}',
    "duration_ms" BIGINT NOT NULL,
    "completed" BOOL NOT NULL DEFAULT False,
    "staff" BOOL NOT NULL DEFAULT False,
    "bot" BOOL NOT NULL DEFAULT False,
    "place" VARCHAR(10) NOT NULL DEFAULT 'page',
    "referrer" VARCHAR(253),
    "country" VARCHAR(2),
    "agent" VARCHAR(40),
    "why" VARCHAR(40) NOT NULL DEFAULT '',
    "track_id" UUID NOT NULL REFERENCES "tracks" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_analytics_p_track_i_10831d" ON "analytics_play" ("track_id", "day");
CREATE INDEX "idx_analytics_p_day_2e391e" ON "analytics_play" ("day");
CREATE TABLE "visitor_salts" (
    "day" DATE NOT NULL PRIMARY KEY,
    "salt" BYTEA NOT NULL
);
CREATE TABLE "aerich" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "version" VARCHAR(255) NOT NULL,
    "app" VARCHAR(100) NOT NULL,
    "content" JSONB NOT NULL
);
        ALTER TABLE tracks ADD COLUMN search tsvector GENERATED ALWAYS AS (
            setweight(to_tsvector('acetate', title), 'A')
            || setweight(to_tsvector('acetate', artist_name), 'B')
            || setweight(jsonb_to_tsvector('acetate', tag_names, '["string"]'), 'B')
            || setweight(to_tsvector('acetate', genre), 'C')
            || setweight(to_tsvector('acetate', description_md), 'D')) STORED;
        ALTER TABLE users ADD COLUMN search tsvector GENERATED ALWAYS AS (
            setweight(to_tsvector('acetate', display_name), 'A')
            || setweight(to_tsvector('acetate', handle), 'A')
            || setweight(to_tsvector('acetate', bio_md), 'D')) STORED;
        CREATE INDEX tracks_search ON tracks USING gin (search) WITH (fastupdate = off)
            WHERE visibility = 'public' AND deleted_at IS NULL;
        CREATE INDEX tracks_title_trgm ON tracks USING gin (acetate_fold(title) gin_trgm_ops)
            WHERE visibility = 'public' AND deleted_at IS NULL;
        CREATE INDEX tracks_recent ON tracks (release_at DESC, id DESC)
            WHERE visibility = 'public' AND deleted_at IS NULL;
        CREATE INDEX tracks_owner ON tracks (owner_id) WHERE deleted_at IS NULL;
        CREATE INDEX users_search ON users USING gin (search);
        CREATE INDEX jobs_due ON jobs (run_at) WHERE status = 'queued';
        CREATE INDEX jobs_leases ON jobs (lease_until) WHERE status = 'running';
        CREATE UNIQUE INDEX uploads_open ON uploads (library_id, kind, sha256)
            WHERE status IN ('open', 'completing');
        CREATE INDEX comments_held ON comments (track_id) WHERE status = 'held';
        ALTER TABLE users ADD CONSTRAINT users_handle_form
            CHECK (handle ~ '^[a-z0-9](?:[a-z0-9_-]{0,28}[a-z0-9])?$');
        ALTER TABLE users ADD CONSTRAINT users_role CHECK (role IN ('listener', 'artist'));
        ALTER TABLE sessions ADD CONSTRAINT sessions_kind CHECK (kind IN ('web', 'device'));
        ALTER TABLE collaborators ADD CONSTRAINT collaborators_role
            CHECK (role IN ('editor', 'contributor', 'listener'));
        ALTER TABLE assets ADD CONSTRAINT assets_form CHECK (size > 0 AND sha256 ~ '^[0-9a-f]{64}$'
            AND kind IN ('original', 'stem', 'image') AND state IN ('uploaded', 'verified', 'mismatch'));
        ALTER TABLE uploads ADD CONSTRAINT uploads_form CHECK (size > 0 AND parts_total > 0
            AND status IN ('open', 'completing', 'done', 'aborted', 'expired'));
        ALTER TABLE library_usage ADD CONSTRAINT library_usage_positive
            CHECK (used_bytes >= 0 AND reserved_bytes >= 0);
        ALTER TABLE jobs ADD CONSTRAINT jobs_status
            CHECK (status IN ('queued', 'running', 'done', 'failed'));
        ALTER TABLE tracks ADD CONSTRAINT tracks_form CHECK (
            visibility IN ('public', 'unlisted', 'private')
            AND release_state IN ('draft', 'scheduled', 'live')
            AND download_policy IN ('disabled', '320', 'original', 'stems')
            AND (release_state <> 'scheduled' OR release_at IS NOT NULL));
        ALTER TABLE track_versions ADD CONSTRAINT track_versions_form CHECK (
            status IN ('pending', 'processing', 'ready', 'failed')
            AND (status <> 'ready' OR (render_id IS NOT NULL AND duration_ms IS NOT NULL))
            AND (status <> 'failed' OR failure IS NOT NULL));
        ALTER TABLE tracks ADD CONSTRAINT tracks_primary_version
            FOREIGN KEY (primary_version_id) REFERENCES track_versions (id)
            ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
        ALTER TABLE transcodes ADD CONSTRAINT transcodes_form CHECK (
            kind IN ('opus', 'aac', 'mp3', 'flac') AND tier IN ('std', 'lossless')
            AND status IN ('ready', 'failed'));
        ALTER TABLE stems ADD CONSTRAINT stems_role
            CHECK (role IN ('vocal', 'drum', 'bass', 'guitar', 'synth', 'fx', 'other'));
        ALTER TABLE comments ADD CONSTRAINT comments_form CHECK (
            status IN ('visible', 'held', 'hidden', 'deleted') AND (at_ms IS NULL OR at_ms >= 0));
        ALTER TABLE analytics_play ADD CONSTRAINT analytics_play_form
            CHECK (ms_listened >= 0 AND duration_ms > 0);
        """


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
        DROP TABLE visitor_salts, analytics_daily, analytics_play, comments, track_tags, tags,
            credits, stems, waveforms, transcodes, track_versions, tracks, library_usage,
            upload_parts, uploads, assets, collaborators, sessions, users, jobs CASCADE;
        DROP FUNCTION acetate_fold(text);
        DROP TEXT SEARCH CONFIGURATION acetate;
        """


MODELS_STATE = (
    "eJztXe1z2ri6/1c0fNnuTDbTkqTdQ+/cGUhoyzkk5AbS7p5lhwgsgk9sibVEKHfv/u9X8h"
    "t+kY0NBoxXX9og6xHmJ+nRo+f1z5pJNGTQ83+Sca0B/qxhaCL+R7D5DNTgfL5uFA0Mjg27"
    "33/I2G6AY8osOGG8bQoNiniThujE0udMJ1j07GEE5jqaIECmYEmsl3PwtMD6Hws0ekGrJ/"
    "CC0JwCCObI0ommTwAfGkwtYoIx0vEzmOoG0gBb6hN0Lr5RIxP+lfzJPgZ3aRl5RmyGLP4V"
    "v/3Om3Wsoe+Ieh/nL6OpjgwthJyuiQHs9hFbze22x8fOzSe7p3jx8WhCjIWJ173nKzYj2O"
    "++WOjauaARz54RRhZkSAtAixeG4c6A1+S8MW9g1gL5r6qtGzQ0hQtDTFDtv6YLPBHzAugK"
    "T86XuoXOdY2eY7Qc6dp/uy8ZIBiN7nqDUb89GI1qsZkVLxOZD7dpQrBYFTpmArI//3LGXU"
    "Njt9bEF1x/aT68uXj/ow0GoezZsh/awNX+sgkhgw6pDf8ab/v/GOLXM2jJEff6RzDnL7oN"
    "2l7DGu718vfg8wDaA6Q1E34fGQg/sxn/+O7t2xSMvzYfbJh5Lxtnwvers4nv3Ed155nAe4"
    "0v/52LXAD7BBVEuJ4F4HoyvvUYvNB6pnF0/9nv3cnR9fpHwOU8jYH/A4ZO2QmCnAKqQEKM"
    "bFL6hxEE881t85coztfdXivKQsQArQjolEG2kMAuFnUbL0wb+g5/RYgnKDYFa+rDrXBnV2"
    "lx1hxoD5+3//PYfmzfNIDTYYgfHu/uOnefG8BaYMwnY4hvenftBtAIRkP8qdnpit5TKE7C"
    "6Pmajflk4j0prCe2NRhD5pxJ5qmDWcLuCJBEJoe/9b4m5210Vt7uwG+exbf+VH93+eHy54"
    "v3lz/zLvab+S0fUnDu3A0iIIo52gLIKNnhwLyKgnlVHjDXImWeAzFMtRXPcGW4HELeAY/E"
    "bGdi2qEY2/qcR/HlFwf5hkPEdBPJgV5TRU9Hl+zc++MEz8iahaDWw8bKne0U0Aed23Z/0L"
    "y9Dx2cN81BWzyp262rSOub95H58QcB3zqDL0B8BP/mJ0b0fPX7Df5dE+8EF4yMMFmOoBZY"
    "mF6rh1r4OEaYbTHdAbIC5ju6xcorEpVpej1MUufXQJCi0QIz3cg7xxFSNc/ln2dGXhDOow"
    "OJkO2gDDmdud2o8FijiiyLWHE8B+h7guzmExQiapQXw0H7l0H61dDfHt3e3Weve/S+GEZ7"
    "wo9Zjs0Wx1GYUkkgZWFdWSSQqY51Ottq2iOk6oQq2wklNPXTl4DuWDSM4eRlCS1tFHtC6i"
    "Spb/yRWTejLRDDZ3uSBJriPV1TyjURE8x/NiNWTWJqCT0/S7O5TAI9Mxpf+sREY6KtwHJG"
    "gAlXto0E6BhATISB4wcKDH1sQWsVt63kpJWYTn6ruR1GjrljQZEl/vw9YlP5LfxEmVdKYF"
    "6xiJGg/d+sKPVoy2wIqLVvOoPeQwMgTef7aYive3eDh07r0W7kEHPQxwv7SbfTH7Tv2rxZ"
    "qNnF22+lJ61n0ZPWk/Wk9aiyRIksf0eRJcxSM9+1QlRFMsbySik57lre+ZMD0QCJgpPDGR"
    "O3Yks2ju4nYiH9Gf8LrWIHSgRTV1h6pKhEZ0heVNet671uwaUv7UR2Kf/5/Ecj5py8zf51"
    "86Zdiy1bheomVAM7VQ7pcS4GfUSp84tjdwLvUep1gDqdcrhhUb4qkPYTF+HHFllyVACxgI"
    "ZehfcTEKclmEF+paXCmUpnFNiqOQqghcALmjO5+1URg252u1JXhPJdEV74L932iuDRlvqK"
    "8K3daoAlGg/xTftr51o4Tdjreivxv3A3CeUAt18HODiZcA47EtwrD8wRsmLQLpHd//1lBq"
    "jfXyYiLR5JgUbf55wd0i2us9IBlEK2bArZkKMHmvLRZrl3V5Sual41xe+uucXPLLKgo20h"
    "TxygCmbGfaNvEbalji5MqbhZmbnZ9keXOrNOZ5aVvj2ZjVZY3w4pG1GEtnFMjdKqmT+lme"
    "dyD3nZ7uwOUSquXmau7s3VcpbLuT9CVj1Z+DKLSuUyWaNyGVOoKCPbPo1syhZ0wrYgG3WJ"
    "IcibjWQrkPhBGU1ATREGTwk+B08ziDUDPQH+H3hCJtQNJ15eWGUwsUxo6BRp9uMJpOinKT"
    "E0pH10+z4BnQJIgVg6WtwqtMfvUfH5pWJHZynWIWfq8xypa4rKKc0vshymF8mH6UXsMLU3"
    "SB50fYIK2n/qV1kUd7xXciziVUx157Or3CjvFPJZ5mW8F5znkNIl4SdobsV0lLCKK3sfUb"
    "aaTucGXI3yWpCjdBXEey+W5LFORqZE/EgO5VpTHDDVRFy+2JOKYB/xW4aOX3IlVPEJDp9R"
    "JSDojRe6wXRMz8X3SSS8337fzxzsJb3KacUM1ELe/CHUQ0/Cl6h4MMAQNx8GvLXBbzXMXT"
    "XH9w7S6Qhqpi4JyG0RDjXECfeeAFlkKsacbl9z4bcEp0F+jS1i9bd6vW5o9bc6URbzeNtq"
    "c8htxHkn3VETxFODKKNQ8hKvrmmAS0IC9G2mPUKqjANlMw7kiBsNsIFobGaE57rkn/71gA"
    "zIXN9uuQY2GhB6Yrs+SRMb5pr+b/Q82BVeaXgFff23RyoQVlBFkCClSJbsLA9ETTFGVQFa"
    "zA0CtR0RerQHqSpE/HZiCaFMQbURKmFtkl258yA0EGNUFaAJMU2Ed+VI184oVQIplyU1aO"
    "GGzxL9ggdmD6MB4f9shrTrhFk+euOdpHwthzWHzdk56iRGZ/8MTLY6r4/azWbn1oohKvKG"
    "sBkCZPwfNGGAclkNgQUH0BLNugXoDNav3p8BssRIA+MVIBh5+UXAGwiEnfvHuK256MEzZD"
    "HxQtecQWPJTJQBuiQG6MqHJ/YeOp87d81uAxBLf9YxNIa4P2jfNvgOQOYQd26bn9sNoJsu"
    "mzu+UtLdMtJJkW+DNUWZp6I04SZc5OC7RGdolB9qGW313BqLx5zq/yuTSvTnxCTbHsXhkm"
    "vvE14n1/Y/6vWLiw/1txfvf766/PDh6ue3ftLt+KO07NstwdQi2vi42l0Ubslrvg7SVJCb"
    "vHub1XadaryOM20Rh7btQeoTH9Cu59zdZUUTQk/Ch+njfbfXvBGlELxOQ/y1/dD51BFtr8"
    "jS+c/nbbed/m1zcP2lAUydmpBNZuU4WkuVa7lsG+XUTRLK4Jhtj1XX4Kiyvqk0ZaUJosiS"
    "piyL0fSwSvaSXUsymiOQuavRjw9RobUYtvhZTCQlHpHpYcwQp7iEuOhagOnYRuirM1SVVt"
    "M+g7pCZgaJnj1qhkhWt3sM17eAZNW6sxlkAPqqblszTu1wqxmkgP+NrFekgSmxAJkj7N59"
    "6EdbnW6RpQjAEn/+sSAMioTfZPKSpITf23ftEPRVNrHpqLEc+1GzLyi/UozFCsinBAvTnX"
    "TRvgPrvryttA3qcVqFfDryOdwB44dJhsuFZ7be89WiDJyn+IvFbkHXzs1BFnbt3ylSAq/X"
    "l5csodcmB1Sfc4EVuL585+DJPiJFWrUn7+wLWrD5EUiWGIhXsw9NXZKAt8Bxs+TgDc+PZw"
    "A/A78FauMGMlqpVL1lOaSVLbx0tnBlwTqcBUtZaA8vpSpfj30nduWH/ij/0g6RqfW99foW"
    "OFIuLjEoMbimoh+gqhL+hVVb98XXOK7JEfMhIhU0ny1ofi21b+vbsZDpEPaJt1AdxjH3Wy"
    "NS4X37rmFrG0V9t9v7bnvQufssyruZc36x5FMxxDe9O1HYgWA0xM1W72Eg/D1EPBkT7h7t"
    "X+47D6LFudZoW8mOxVd+m0FDDC9h/ckJD0JEOyU9KKcZ5GBpDkqU7blsR8GJeFwoRxvlaJ"
    "Mw63ZkS057UZBGVbGP5uUplwWuEqB6UarjvLjGCBW0yifsKKUr1ytRYbsJ29iu3Qwv9GI4"
    "d0Q2az6Ecp5dG5ENntwhUPkLgLvHbjebI6Ot1ZGo4XK7Md7zgSq0kPfqXhVALNGE6+G5yY"
    "w78mdwsy13MENA058RZRRoaGJAy/VqgsC2wy5nCNuVTh8fumAJqVsh9aOndUBvfgQzwn+h"
    "bZl1gpUZER/MuIF3318mjXd2MXG2Bd4twjlNFS0VQSQ6UHfnlta94ZAK6GQbryTVXyLyMk"
    "aklM+1hjJb7d1sZWpXedB1u1cQ2ossauGLZLXwRUwtHOLbWa+EISJ1HdxQZMV3DNv1xlK1"
    "1FBRyTq0rMpUauWaS1C6VGR0n6SKixO7T0ZJ8duMcOFN40IaZIBgLrPZObPiUl5axyx+eX"
    "ZvbwuLHA7iBZT3XVm875xyOHlOvTVFBQ++veTYT849nuAIf/B846eN78LKVW3G7X6qjhix"
    "IhwZq3CkluGIYeqz6hiwyf5DAZKTjtwo7MIWPPuyHmmh81KJvKkiL/NiY3eUeKuW6jMq8A"
    "bXVJnkXTv+WyLtenHhybKuH3y+WdLtYWQ72gMy5cKrG3J8BpY6m9naSRFw4orOcek3L3EW"
    "idgdJSYTi1gVX+mvJOSySMinVTlmi/iUr71rEZzySiYiMuXm4fG2ATRrYQ5xq9nvN8CYL8"
    "oh/vzYGTQfGuB5oTNoDXH/17vBl4aYYDYb4k+/8Jf5PsS9wRdRf4bYi38r+bDoWBams3zS"
    "t09Q5knbVq+XSVi8SJEVL5SouBdRMaC8yew0uyZRdcKCq3QXB1rlWZm85JVn5R48K8s2y8"
    "V4AYZl3KyQRiRjBWrq7fd1nfKoiPtv9TIonUWuweHlVT5HtVPFNdFT7YHz5YfO9eBY+oUB"
    "fK5J1Aui+SxNu8Dgc+bkGaLKs5Nfyiu6ScHYIkuKwHj1ETyJ77ZzXUyJoSHtDDzx6UbGE4"
    "C8SbcoA2K1aLL8GUUOvUOiKuU6dVTXqZx5GIrNwVCiAu9XWa6uV8k316t4XmqxW/Jg6xNU"
    "UDVQDLwxcSWLi7KjnvaY7vZ+yrYY4zL3E5uLo3gpO2YP2QHp2UNSjki/wlqWQ3KuowkSOn"
    "RzQfWJW/9IFDriVzQu79Jz8OQUqB45Z5rIzPjEF4T9kT6BKUKa4yWMoDWZAWdLys7MPX6T"
    "1B9ZlG2yvKRTxuI55pH8W6BZ6fNLoM+3pyMH0/f6V5Dnv6tnUrfXU/TtdaVwP7jCPfBmI1"
    "PCPZIzkcQpT9UL5tDpSAxd8HlMGKI5MY9TKswzpoBZ14TOahMJkJTDJiK+VnJA/vnXCdlE"
    "OFZWLo7uE5zqSj+A06KhTxCmuWANkBwQWGgYP1n684zRn7wMzXGskzoVAf9lFvQvk8G/TM"
    "J+xDjTzsfKw3SnurwPzch1ak3yLHSvf/VKPBafbytwm80DcYSsgqL3Xri2rynII5SEiMoh"
    "llTBVUMkC7WQUPDkUaCEqVRKpIjdXqf6WDd0Jkl9ks3lMTzCAU/IuaW/ugU9w/gGH4QVk/"
    "ePrW7nugHmizE/2of48a7b6dtJFhfYNrlpQ3z/0PnaHLR5p8AwR/dqpGhiITaaQTrLpcsK"
    "k1XvfN1DCWUHMkZeUK4wuSidwnoz1hZy6r3uVNY3NsgBeZBmwSmLc6B1c5j/3Dw0Pw2Esz"
    "V/PMT96y/tm8euYD90MkPawhD8p9v5ypmPob+WhPN48OZ3kAxTFuAgWbLdcSL+kB4mqQ6R"
    "TMyUNZpaxMw7zRFSNc9lnudXG5rYDLcI4XsVJ3hpejSRqR1zon1xVr8lOJ9yc3MR89jq9b"
    "qhKWx1omqOx9tWm7NOe+54J93xeJPl4te1kUaWWJ6dIxXpGK1CPAPiHmCjOeFS/dYXGckw"
    "h5QkdCroJarW0JOIPNHpN1u2AOF1GuLb+wuRz+ftECfVIeo7hYhoOeSLCTFNxL9r5OXNz7"
    "FfYrQH3C+e10RwrnxPihLvFn6tNUVy1O089uXUSqsSwdiAKw7aAsuO2rR6OCG6kw6UO3AF"
    "HJcTJIGeiHiM7qRBLyw60UKvOUB0ex8OundR6N6VBzoVUJgMdXUDChdzbctZD1OqWS/LrE"
    "uu0+7bBx3zROTTNrMeplQ6k/JMcnxvQ4stiZU3r1OYSknI4VMy6EafFdEgjYoVTo8VtrGK"
    "g6uqWYQjWYNLKkN8sLOlC4C16qUsQrxvh2IWiVlS8oSJrXPpVmQVhy03KpguE06uxqoIlK"
    "qXOUGqkd1x1zmjVBUkDerGyvY52BGnGzFQ3xunilAJreaOIN3zIaoEz96jfJMyYQSY/IZY"
    "31GepBi8b2pSeWkPaXxtMHWp8KP1UmOGc8wHHqgUFqVLYeFOT64ZWNNUqRTQga0gKv+0yj"
    "9dhvvf5vzTkRiLIjCt1NUlhqjPHsuUzzt0G0oSNwK3pU0iR/COli3Rt6l/B8QCJqQMWefg"
    "yYn04FA9ATsCx07tARlD5lwUKCQUAbJg8wUTabTsMAA6kyXjKnjs7QvniCThnvuOyhNepr"
    "wiKpvUvoPvVKLpIopIMsgWkut3NqfINfUhI7s4oxUQxVZu8EEksqt9d9O5+9wAbhcRx9W7"
    "bvf7TqNFJiJRhGh/aDdvfm0AYZReDfGnZsf2n5xC3XOxPLpHJH9bwYYkc9Y3oWEkr/0A3U"
    "mv/Yv6h/f+shcf0lZ8/7bZ7caXvZjQhSyLRXLYboBkp6DdchptDhamy8VKzN8nV8R0kEYF"
    "TBc1E77AmkcwDBEpt4VIqMHCgk4yLZlCO0W9FSHcij2XDNHjqLgoFLXkR5Y0YDQR/ghVhe"
    "Avzm91BjF2r+V5pI4gXYVwLUIGGeuMv9+cSUL20zENESpQI9ZpDeVKLuQTVC8iv/hMWVN+"
    "DUpwJkkRnINE5RDfqpCGz1hMJdPwySAwKV2ZSxCZgqmgOL2lngL3Te+x1W2D+4f2daffca"
    "H3fYbth6JpHQbHL/3dKLoWzAeu019hmwFb8WtHcwRltrJkhENUCucMONtKrK0yc6zpVOxB"
    "mWMPVDRZsih0mnFFWaLJVFzR32FvB826sWlOCYMJkymfHeUEpZygyuiyk8sJytvVBQBb9f"
    "KDEQaYuwJh0DaOpIr8HJ7pfT5EhbCOclJMhfps96AZZ5yqAnXoiJlyCmU7hjkELcivaEos"
    "SSZCD84eRgPC/9kM6rfAWBVCNZ+Tprv75B6a662Z6p4Z4ATZXDN9D0ggTMq2V1YDLGfIQk"
    "BnFJDxf9CE/w8tTi+qsi1F4VMIRLSQ0BYDCldUFHbTmdw9s+DxpdEo4TRXL3wlxKJRlD9m"
    "Sfwx7dmJIZ7Nzc2jLbNnZq13/9hvADJf0CFuNq8bAMKJm+/PnF8M8aeuaJwacBLdL8fxY2"
    "O6LAVBWl04aY7+fXoaUiZJuOg1FuMXWzSqp+fPucVSL7+T5lF9q0oqJO+ouJlDmadEMr/w"
    "+p9qVabwEq1n8qCvp3jQ1+Me9LbvQwKzSPGWOLTD9x5hLd5FYsyFyaWuydZqskNPkOakfb"
    "ML8zfj9zKLX1hG28AppVWw2tsUPSeoIpKdIwMkCkT7ZLF0040zyRp3tKZQENqLyva4zekl"
    "HSA6aRQP7BM9XrG8SPskCufsOAs/x9yOkSVyiqxCTIuK6zoW8soVKZkdVdcVabsyEYWVhy"
    "jbTO/Fo+J1nSGjCJ+K6qUnPIt4AISXV5kyovjmRomtLWiKTDa1ecbPjJa2b7bBCwIXkh8o"
    "EB7UAbMXBHRGLAbEmMLcxWbIFB/AnP8CGjetFTHg5nQniVazsvGbo6Zz24+hTKmuC1ddHy"
    "8qtWx47kmPMJrzxTfXv8sy7mxSJ4RpD4dy/ep9FGS3qRzQzomeT1G4JlBLVYIn4afQq46W"
    "ee6mQRqlJKjtcFWNydd5BMAMsrjncnYgSbwMckfxcvhOsrXnHykRrQOuk8mSddBLc7Ng/Q"
    "TZyKRPIpcf3x4i1Z9QThg6RkLofXJ/+tNHLg+7QTfA/QLwgtCc2k5ocwNO+NiYMPsjQ98l"
    "zmx7/aa8mQftd3HSDi6oI/DZH+Zc/sdMZSAskyDvzFX289vvX6GUEoWd3mOirUamZAUP+F"
    "ZKMKKsScrsTVXEKh20fxmkH9O+1rLbu/vsdY+e3RLIZ8yUyPQbQPeIFOxbwH56HoS1V53q"
    "gj42A8EH4fP7a6ffaXXbDeB2GeIv7e5NA8z4j+N/d25u2nf8k65pCA/xTbvbHtiFtJ0TNn"
    "pIH8fJUJlckqGvrslFRX//HaK/1wJ1Dpk5RKSSM6rA770C6l0Ac+AZIFFwRuA8smmrMnte"
    "5SbYBGrBuQmO5p9QziW7i1p0Xf40ymgLQLfixXoDZ8vmNetISgWAWrmo/CisIZkyry9N0K"
    "tgbui7ZoqoHNh7rfQYKB0qsYmEC4smm0X46MaK6RM6smuaZrOOfBPB9AQjp5wjeCbik92g"
    "wdVHAI2liK6fEHO+EPYKiNESTC1i2uYNuyDoGcCIM0rAr0y8AyMyT6S9fMfGspN89N2i/F"
    "WlSfHsEJUmNacsbFxHkqAfcbqnKUZO9/yUoSo0HVGvD3k13mSnD6//SUeKFGYmcn5IHgAD"
    "FApC0SI4NhcxvEJ/GWGMUCkoXaELSSuQJ8IYoFAQ1hx71nQ6yssVI1QKStEyJiw3kCEaBa"
    "NoMelIOOHxX51TtowQnjSaBw7ttPiVF8trTSY7b4aIlPemaCgk0JAsMH+jfKG2IaJyzEUV"
    "apBYaIosC1m55iJEpOaiqLlQ9k1lPCqDwniz8eg4sZf3XIysSRShdvtZNhXo3OubKcWpI2"
    "1xTM/AC1ohDYxXvvIRWT9QQJYY6NpHwG9dxBJJSbGxArZKcqlrCCfmNi1i4CEe4ifh/MaI"
    "ZTuXQzCDdAYWIpBPRHFCg/FBoV2unv84ZhHxTXDK+GO2JELLSs/B03K2enKSpS5n+mQGrI"
    "VwprPPW6FUdd8KEAtouiYc0LfyO7eVrsLR3Ne+nr6Luf1N4p/LE3MsL1sQbjkY447uH0pX"
    "nVtX7XIv2S0YQ2uVsAzXRBHw/KRHJ2lblF5uXdHRlzO5mNnq3DUffpU7iLckombr10G7Gc"
    "t0ZFG2hQNqkK6CTsdV8j814FYzHCBTE1zqCVZqxCOoESF+zqe3WlOUQ1FSDQUiF0WRJg2O"
    "TFv4YTq17rOve21h2Z5duSGPEFYpr8SBp8C1j0uZPSEGgjjVri7l9WNOuK8J8FuCMyDXtR"
    "QiKfd63RCjaXWioZKPt632w5t3NtdZl91NsBjnRNmnUQhnQHhMJHJpKr4uhUI3A7p2qog4"
    "vimFFjyCA0b8imRycTHEby1nbRbP8JUH3CDNVviWTFsRqWpxdZEBZN4ruaqFeCYzEEu0aW"
    "llLXySCoKcBeJkgKPw8j0mi5xIBtcnqB60xZcPWc5yLVy3uyrGIkdT2cSVTVzZxJNt4l8d"
    "Y0gfGtK8acHHZ2kWcteoMhJG44wJ1AYzBCiaWMi1MkNhUP6BAncoO6OwbZFGmmOT/gieRX"
    "BPxABdi8xTkePukKe4HNa8MmQJTLXlJduYqbvmshv2PIotrXolZS37NuvFmPtxGFETWfpk"
    "JuNB7pNU9gPXfTbxnWT8d9jtMgHj7xLit6Nf+0YvkzzScICkEqnfopflq0yX5auUy/JV7D"
    "bHN1UOhN3uFUT3XaYCm+9SCmy+kxXYxEx6W07zVPdJDm/yO855Vo4kz7seZn/9P4BzTDg="
)
